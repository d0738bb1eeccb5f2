"""What each action of the journal is called, and the sentence that tells one line of it, from the line's own details."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.accounts.roles import ROLE_WORDS
from kieumau.records.accounts.tokens import SCOPE_WORDS
from kieumau.records.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Action:
    """`name` for lists, `told` for the story. Places in `told` are details, and those that `_values` adds."""

    name: Words
    told: Words


ACTIONS: dict[str, Action] = {
    "accounts.account_opened": Action(
        Words("Mở tài khoản", "Account opened"),
        Words("{who} mở tài khoản {username}", "{who} opened the account {username}"),
    ),
    "accounts.account_closed": Action(
        Words("Khóa tài khoản", "Account closed"),
        Words("{who} khóa tài khoản {username}", "{who} closed the account {username}"),
    ),
    "accounts.factors_taken_away": Action(
        Words("Bỏ lớp bảo vệ của người khác", "Second factor taken away"),
        Words(
            "{who} bỏ {count} lớp bảo vệ thứ hai của {username} và kết thúc các phiên",
            "{who} took {count} second factors of {username} away and ended the sessions",
        ),
    ),
    "accounts.people_read": Action(
        Words("Đọc danh sách người", "People read"),
        Words(
            "{who} đọc danh sách {count} người bằng chương trình", "{who} read the list of {count} people by a program"
        ),
    ),
    "accounts.account_reopened": Action(
        Words("Mở lại tài khoản", "Account reopened"),
        Words("{who} mở lại tài khoản {username}", "{who} reopened the account {username}"),
    ),
    "accounts.mandate_given": Action(
        Words("Giao vai trò", "Role given"),
        Words(
            "{who} giao vai trò {role} cho {username}, phạm vi {place}, {span}",
            "{who} gave {username} the role {role} for {place}, {span}",
        ),
    ),
    "accounts.mandate_ended": Action(
        Words("Kết thúc vai trò", "Role ended"),
        Words(
            "{who} kết thúc vai trò {role} của {username}, phạm vi {place}, từ ngày {until}",
            "{who} ended the role {role} of {username} for {place}, as of {until}",
        ),
    ),
    "accounts.mandate_restored": Action(
        Words("Giữ lại vai trò", "Role restored"),
        Words(
            "{who} giữ lại vai trò {role} của {username}, phạm vi {place}, {span}",
            "{who} restored the role {role} of {username} for {place}, {span}",
        ),
    ),
    "accounts.link_made": Action(
        Words("Tạo đường dẫn đặt mật khẩu", "Password link made"),
        Words("{who} tạo đường dẫn đặt mật khẩu cho {subject}", "{who} made a link to set the password of {subject}"),
    ),
    "accounts.password_changed": Action(
        Words("Đổi mật khẩu", "Password changed"),
        Words("{who} đổi mật khẩu {how}", "{who} changed the password {how}"),
    ),
    "accounts.factor_added": Action(
        Words("Thêm lớp bảo vệ thứ hai", "Second factor added"),
        Words("{who} thêm lớp bảo vệ thứ hai: {kind}", "{who} added a second factor: {kind}"),
    ),
    "accounts.factor_removed": Action(
        Words("Bỏ lớp bảo vệ thứ hai", "Second factor removed"),
        Words("{who} bỏ lớp bảo vệ thứ hai: {kind}", "{who} removed a second factor: {kind}"),
    ),
    "accounts.signed_in": Action(
        Words("Đăng nhập", "Signed in"), Words("{who} đăng nhập bằng {methods}", "{who} signed in by {methods}")
    ),
    "accounts.signed_out": Action(Words("Đăng xuất", "Signed out"), Words("{who} đăng xuất", "{who} signed out")),
    "accounts.sessions_ended": Action(
        Words("Kết thúc phiên", "Sessions ended"),
        Words("{who} kết thúc {count} phiên đăng nhập", "{who} ended sessions: {count}"),
    ),
    "accounts.locked_out": Action(
        Words("Khóa tạm", "Locked out"),
        Words(
            "Đăng nhập vào {subject} bị khóa tạm vì sai nhiều lần", "{subject} was locked after too many wrong sign-ins"
        ),
    ),
    "accounts.token_issued": Action(
        Words("Tạo khóa cho chương trình", "Key issued"),
        Words(
            "{who} tạo khóa “{label}” cho chương trình: {scopes}, {span}",
            "{who} issued the key “{label}” to a program: {scopes}, {span}",
        ),
    ),
    "accounts.token_revoked": Action(
        Words("Thu hồi khóa", "Key revoked"), Words("{who} thu hồi khóa “{label}”", "{who} revoked the key “{label}”")
    ),
    "territory.register_loaded": Action(
        Words("Nạp sổ đơn vị", "Register of units loaded"),
        Words(
            "{who} nạp sổ đơn vị từ {source}: {begun} đơn vị bắt đầu, {ended} kết thúc, {changes} thay đổi",
            "{who} loaded the register of units from {source}: {begun} units begun, {ended} ended, {changes} changes",
        ),
    ),
    "territory.shares_recorded": Action(
        Words("Ghi tỷ lệ chia đơn vị", "Shares recorded"),
        Words("{who} ghi {shares} tỷ lệ chia đơn vị từ {source}", "{who} recorded {shares} shares from {source}"),
    ),
    "territory.outlines_recorded": Action(
        Words("Ghi ranh giới", "Outlines recorded"),
        Words("{who} ghi {outlines} ranh giới từ {source}", "{who} recorded {outlines} outlines from {source}"),
    ),
    "indicators.figures_recorded": Action(
        Words("Ghi số liệu", "Figures recorded"),
        Words(
            "{who} ghi {figures} số liệu của {units} đơn vị từ {source}",
            "{who} recorded {figures} figures of {units} units from {source}",
        ),
    ),
    "indicators.figures_read": Action(
        Words("Đọc số liệu", "Figures read"),
        Words(
            "{who} đọc {count} số liệu của {place}, kỳ {period}, bằng chương trình",
            "{who} read {count} figures of {place}, {period}, by a program",
        ),
    ),
    "indicators.series_exported": Action(
        Words("Tải chuỗi số liệu", "Series downloaded"),
        Words(
            "{who} tải về số liệu {indicator} của {place} qua {count} kỳ, tệp {kind}",
            "{who} downloaded {indicator} of {place} through {count} periods, as {kind}",
        ),
    ),
    "indicators.collection_begun": Action(
        Words("Bắt đầu thu thập số liệu", "Collection begun"),
        Words(
            "{who} giao thu thập số liệu {programme}, phạm vi {place}, từ ngày {from}: hạn {due_days} ngày, khóa {closing_days} ngày sau kỳ",
            "{who} set the collection of {programme} for {place} from {from}: due {due_days} days and closed {closing_days} days after each period",
        ),
    ),
    "indicators.collection_ended": Action(
        Words("Kết thúc thu thập số liệu", "Collection ended"),
        Words(
            "{who} kết thúc thu thập số liệu {programme}, phạm vi {place}, từ ngày {until}",
            "{who} ended the collection of {programme} for {place} as of {until}",
        ),
    ),
    "indicators.file_received": Action(
        Words("Gửi tệp số liệu", "File of figures sent"),
        Words("{who} gửi tệp số liệu {file}", "{who} sent the file of figures {file}"),
    ),
    "indicators.file_cancelled": Action(
        Words("Bỏ tệp số liệu", "File of figures cancelled"),
        Words(
            "{who} bỏ tệp số liệu {file}, không ghi gì",
            "{who} cancelled the file of figures {file}; nothing of it was recorded",
        ),
    ),
    "indicators.reopening_asked": Action(
        Words("Đề nghị mở lại kỳ", "Reopening asked for"),
        Words("{who} đề nghị mở lại kỳ {period} của {place}", "{who} asked to open {period} of {place} again"),
    ),
    "indicators.period_reopened": Action(
        Words("Mở lại kỳ", "Period reopened"),
        Words(
            "{who} mở lại kỳ {period} của {place} đến hết ngày {until}",
            "{who} opened {period} of {place} again until {until}",
        ),
    ),
    "indicators.reopening_refused": Action(
        Words("Từ chối mở lại kỳ", "Reopening refused"),
        Words("{who} từ chối mở lại kỳ {period} của {place}", "{who} refused to open {period} of {place} again"),
    ),
    "indicators.digests_sent": Action(
        Words("Gửi thư nhắc số liệu", "Reminders sent"),
        Words(
            "{who} gửi thư nhắc số liệu cho {people} người; {failed} thư không gửi được",
            "{who} sent reminders of figures to {people} people; {failed} could not be sent",
        ),
    ),
    "questions.asked": Action(
        Words("Đặt câu hỏi về số liệu", "Questions about figures asked"),
        Words(
            "{who} cho hỏi {count} câu về số liệu của {place}, kỳ {period}, theo {programme}",
            "{who} had {count} questions asked about figures of {place}, {period}, by {programme}",
        ),
    ),
    "questions.answered": Action(
        Words("Trả lời câu hỏi về số liệu", "Question about figures answered"),
        Words(
            "{who} trả lời một câu hỏi về số liệu kỳ {period} của {place}",
            "{who} answered a question about figures of {place} for {period}",
        ),
    ),
    "questions.exported": Action(
        Words("Tải câu hỏi về số liệu về", "Questions about figures downloaded"),
        Words(
            "{who} tải về {count} câu hỏi về số liệu cùng các câu trả lời, tệp {kind}",
            "{who} downloaded {count} questions about figures with their answers, as {kind}",
        ),
    ),
    "assessments.filed": Action(
        Words("Lưu kết quả chấm", "Judgement filed"),
        Words(
            "{who} lưu kết quả chấm {units} đơn vị theo {rulebook}, tính đến {on}",
            "{who} filed the judgement of {units} units by {rulebook} as of {on}",
        ),
    ),
    "assessments.exported": Action(
        Words("Tải kết quả về", "Results downloaded"),
        Words(
            "{who} tải về kết quả theo {rulebook}, tính đến {on}, {units} đơn vị, tệp {kind}",
            "{who} downloaded results by {rulebook} as of {on}, units: {units}, as {kind}",
        ),
    ),
    "assessments.trial_kept": Action(
        Words("Chấm thử", "Trial"),
        Words("{who} chấm thử {units} đơn vị theo {rulebook}", "{who} tried {units} units by {rulebook}"),
    ),
    "assessments.trial_deleted": Action(
        Words("Xóa kết quả chấm thử", "Trial deleted"),
        Words("{who} xóa kết quả chấm thử", "{who} deleted a trial"),
    ),
    "rearrangements.proposed": Action(
        Words("Đề nghị sắp xếp đơn vị", "Rearrangement proposed"),
        Words(
            "{who} đề nghị sắp xếp đơn vị theo {number}, từ ngày {on}",
            "{who} proposed the rearrangement {number} as of {on}",
        ),
    ),
    "rearrangements.decided": Action(
        Words("Quyết định sắp xếp đơn vị", "Rearrangement decided"),
        Words(
            "{who} quyết định sắp xếp đơn vị theo {number}, từ ngày {on}",
            "{who} decided the rearrangement {number} as of {on}",
        ),
    ),
    "rearrangements.refused": Action(
        Words("Từ chối đề nghị sắp xếp", "Rearrangement refused"),
        Words("{who} từ chối đề nghị sắp xếp theo {number}", "{who} refused the rearrangement {number}"),
    ),
    "rearrangements.withdrawn": Action(
        Words("Rút lại sắp xếp đơn vị", "Rearrangement withdrawn"),
        Words("{who} rút lại sắp xếp đơn vị theo {number}", "{who} withdrew the rearrangement {number}"),
    ),
    "rearrangements.document_read": Action(
        Words("Tải văn bản sắp xếp", "Text of a rearrangement downloaded"),
        Words("{who} tải về văn bản {number}", "{who} downloaded the text of {number}"),
    ),
}

_SAID = {
    "own": Words("tại trang của mình", "on the own page"),
    "link": Words("bằng một đường dẫn", "by a link"),
    "password": Words("mật khẩu", "password"),
    "mfa:totp": Words("mã của ứng dụng", "a code of the app"),
    "mfa:webauthn": Words("khóa truy cập", "a passkey"),
    "mfa:recovery_codes": Words("mã dự phòng", "a spare code"),
    "socialaccount": Words("hệ thống của cơ quan", "the office's system"),
    "demo": Words("tài khoản trình diễn", "a demo account"),
    "entered": Words("nhập tay", "typing"),
    "uploaded": Words("tệp", "a file"),
    "totp": Words("ứng dụng tạo mã", "a code app"),
    "webauthn": Words("khóa truy cập", "a passkey"),
    "recovery_codes": Words("mã dự phòng", "spare codes"),
    "all": Words("mọi", "all"),
    **{role.value: said for role, said in ROLE_WORDS.items()},
    **{scope.value: said for scope, said in SCOPE_WORDS.items()},
}
"""Words of details that are ours; others are said as they stand."""
_CODED = frozenset({"role", "scopes", "methods", "kind", "how", "units", "source"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNTOLD = plain("–")

PlaceOf = Callable[[str, date], Words]


def sentence(entry: Entry, *, on: date, place_of: PlaceOf, subject: str = "") -> Words:
    """One line in words. `on` is its day, `place_of` names a unit by code and day, `subject` the account it is about.

    A line never fails to be told: an unknown action is its dotted word, a detail that is not there a dash.
    """
    details = _details(entry)
    known = ACTIONS.get(entry.action)
    told = known.told if known else Words("{who}: {action}", "{who}: {action}")
    values = _values(entry, details, on, place_of, subject)
    said = _filled(told, values)
    if entry.action == "indicators.figures_recorded":
        said += _figures_said(details)
    if details.get("sample") is True:
        said += Words(" (số liệu minh họa)", " (invented sample)")
    if reason := str(details.get("reason") or "").strip():
        said += words(". Lý do: {r}", ". Reason: {r}", r=reason)
    return said


def _figures_said(details: Mapping[str, Any]) -> Words:
    """Which period the figures are of, and how many were corrections, where the line tells it."""
    said = plain("")
    if period := details.get("period"):
        said += words(", kỳ {p}", ", {p}", p=str(period))
    if codes := details.get("codes"):
        said += words(", của mã {c}", ", of the code {c}", c=str(codes))
    if corrected := details.get("corrected"):
        said += words(", trong đó {n} lần sửa", ", {n} of them corrections", n=int(corrected))
    return said


def from_details(told: Words, entry: Entry) -> Words:
    """`told` with its places filled from what a line says, e.g. “… theo {number}”."""
    return _filled(told, {name: _said(name, value) for name, value in _details(entry).items()})


def _filled(told: Words, values: Mapping[str, Words | str | int | date]) -> Words:
    asked = {name for half in (told.vi, told.en) for _, name, _, _ in Formatter().parse(half) if name}
    english = _COUNTED.sub(lambda m: m[0][:-1] if values.get(m[1]) == 1 else m[0], told.en)  # 1 figure, 2 figures
    return Words(told.vi, english).fill(**{name: values.get(name, _UNTOLD) for name in asked})


_COUNTED = re.compile(r"\{(\w+)\} \w+s\b")


def said_who(entry: Entry) -> Words:
    """Who did it, with the role it was done in."""
    if entry.name:
        role = _SAID.get(entry.role, plain(entry.role))
        return words("{n} ({r})", "{n} ({r})", n=entry.name, r=role) if entry.role else plain(entry.name)
    if entry.role == "operator":
        return Words("Người vận hành máy chủ", "The server's operator")
    return Words("Người chưa đăng nhập", "Somebody not signed in")


def _values(
    entry: Entry, details: Mapping[str, Any], on: date, place_of: PlaceOf, subject: str
) -> dict[str, Words | str | int | date]:
    values = {name: _said(name, value) for name, value in details.items()}
    since, until = values.get("from"), values.get("until")
    day = since if isinstance(since, date) else on
    return {
        "username": subject or _UNTOLD,
        **values,
        "who": said_who(entry),
        "action": entry.action,
        "subject": subject or Words("một tên không có tài khoản nào", "A name that no account has"),
        "place": _place(entry.unit, day, place_of, details),
        "span": _span(since, until),
    }


def _place(code: str, on: date, place_of: PlaceOf, details: Mapping[str, Any]) -> Words:
    """The unit, by the name that the line itself keeps where the register no longer knows its code."""
    if not code:
        return Words("cả nước", "the whole country")
    place, name = place_of(code, on), details.get("unit_name")
    if place == plain(code) and isinstance(name, dict):
        vi, en = (str(name.get(language) or code) for language in ("vi", "en"))
        return words("{u} ({c})", "{u} ({c})", u=Words(vi, en), c=code)
    return place


def _span(since: object, until: object) -> Words:
    """Days as a person says them: `until` is the first day on which it no longer holds."""
    parts = []
    if isinstance(since, date):
        parts.append(words("từ {d}", "from {d}", d=since))
    if isinstance(until, date):
        parts.append(words("đến trước {d}", "until before {d}", d=until))
    else:
        parts.append(Words("chưa định ngày kết thúc", "with no end set"))
    return joined(parts, " ") if isinstance(until, date) else joined(parts)


def _details(entry: Entry) -> dict[str, Any]:
    try:
        found = json.loads(entry.details)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(name: str, value: object) -> Words | str | int | date:
    if isinstance(value, list):
        parts = [_said(name, each) for each in value]
        return joined([p if isinstance(p, Words) else words("{p}", "{p}", p=p) for p in parts]) if parts else _UNTOLD
    if isinstance(value, bool) or value is None or value == "":
        return _UNTOLD
    if isinstance(value, int):
        return value
    text = str(value)
    if name in _CODED and text in _SAID:
        return _SAID[text]
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
