"""What the journal tells of errata of the register."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.journal.telling import ActionWords, AppLines

_COUNTS = Words(
    ": bỏ {removed} quan hệ kế thừa, thêm {added}, sửa {otherwise}",
    ": {removed} successions removed, {added} added, {otherwise} changed",
)

LINES = AppLines(
    actions={
        "errata.proposed": ActionWords(
            Words("Đề nghị đính chính danh mục đơn vị", "Erratum of the register proposed"),
            Words(
                "{who} đề nghị đính chính danh mục đơn vị hành chính theo {source}",
                "{who} proposed an erratum of the register of units by {source}",
            )
            + _COUNTS,
        ),
        "errata.decided": ActionWords(
            Words("Phê duyệt đính chính danh mục đơn vị", "Erratum of the register decided"),
            Words(
                "{who} phê duyệt đính chính danh mục đơn vị hành chính theo {source}",
                "{who} decided the erratum of the register of units by {source}",
            )
            + _COUNTS
            + Words(
                "; liên quan {figures} số liệu, {verdicts} kết quả xét, {mandates} vai trò",
                "; it concerns {figures} figures, {verdicts} verdicts and {mandates} roles",
            ),
        ),
        "errata.refused": ActionWords(
            Words("Từ chối đính chính danh mục đơn vị", "Erratum of the register refused"),
            Words(
                "{who} từ chối đính chính danh mục đơn vị hành chính theo {source}",
                "{who} refused the erratum of the register of units by {source}",
            ),
        ),
        "errata.superseded": ActionWords(
            Words("Thay đề nghị đính chính", "Erratum replaced"),
            Words(
                "{who} thay đề nghị đính chính theo {source} bằng đề nghị mới hơn",
                "{who} replaced the erratum by {source} with a newer one",
            ),
        ),
        "errata.unit_corrected": ActionWords(
            Words("Đính chính nguồn gốc đơn vị", "Origin of a unit corrected"),
            Words(
                "{who} đính chính nguồn gốc của {place} theo {source}",
                "{who} corrected where {place} came from, by {source}",
            ),
            {
                "no_longer": Words("; không gồm {no_longer}", "; nothing of {no_longer}"),
                "now": Words("; gồm cả {now}", "; {now} too"),
                "otherwise": Words("; tỷ lệ khác của {otherwise}", "; another share of {otherwise}"),
            },
        ),
        "errata.scope_moved": ActionWords(
            Words("Phạm vi thay đổi do đính chính", "Scope changed by an erratum"),
            Words(
                "Phạm vi của {username} ({role}, {place}) thay đổi do đính chính danh mục đơn vị hành chính",
                "What {username} reaches ({role}, {place}) changed by an erratum of the register of units",
            ),
            {
                "gained": Words("; thêm {gained}", "; more: {gained}"),
                "lost": Words("; không còn {lost}", "; no longer: {lost}"),
                "writes": Words("; được nhập số liệu cho {writes}", "; enters figures for {writes}"),
                "writes_no_more": Words(
                    "; không nhập số liệu cho {writes_no_more}", "; no longer enters figures for {writes_no_more}"
                ),
            },
        ),
    },
    subjects={
        "erratum": Words("đính chính danh mục theo {source}", "the erratum by {source}"),
    },
)
