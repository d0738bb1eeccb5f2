"""What the journal tells of figures, files of them, collections and closed periods."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.journal.telling import ActionWords, AppLines

LINES = AppLines(
    actions={
        "indicators.figures_recorded": ActionWords(
            Words("Ghi số liệu", "Figures recorded"),
            Words(
                "{who} ghi {figures} số liệu của {units} đơn vị từ {source}",
                "{who} recorded {figures} figures of {units} units from {source}",
            ),
            further={
                "period": Words(", kỳ {period}", ", {period}"),
                "codes": Words(", của mã {codes}", ", of the code {codes}"),
                "corrected": Words(", trong đó {corrected} lần sửa", ", {corrected} of them corrections"),
            },
        ),
        "indicators.figures_read": ActionWords(
            Words("Đọc số liệu", "Figures read"),
            Words(
                "{who} đọc {count} số liệu của {place}, kỳ {period}, bằng chương trình",
                "{who} read {count} figures of {place}, {period}, by a program",
            ),
        ),
        "indicators.series_exported": ActionWords(
            Words("Tải chuỗi số liệu", "Series downloaded"),
            Words(
                "{who} tải về số liệu {indicator} của {place} qua {count} kỳ, tệp {kind}",
                "{who} downloaded {indicator} of {place} through {count} periods, as {kind}",
            ),
        ),
        "indicators.collection_begun": ActionWords(
            Words("Bắt đầu thu thập số liệu", "Collection begun"),
            Words(
                "{who} giao thu thập số liệu {programme}, phạm vi {place}, từ ngày {from}: hạn {due_days} ngày, khóa {closing_days} ngày sau kỳ",
                "{who} set the collection of {programme} for {place} from {from}: due {due_days} days and closed {closing_days} days after each period",
            ),
        ),
        "indicators.collection_ended": ActionWords(
            Words("Kết thúc thu thập số liệu", "Collection ended"),
            Words(
                "{who} kết thúc thu thập số liệu {programme}, phạm vi {place}, từ ngày {until}",
                "{who} ended the collection of {programme} for {place} as of {until}",
            ),
        ),
        "indicators.file_received": ActionWords(
            Words("Gửi tệp số liệu", "File of figures sent"),
            Words("{who} gửi tệp số liệu {file}", "{who} sent the file of figures {file}"),
        ),
        "indicators.file_cancelled": ActionWords(
            Words("Bỏ tệp số liệu", "File of figures cancelled"),
            Words(
                "{who} bỏ tệp số liệu {file}, không ghi gì",
                "{who} cancelled the file of figures {file}; nothing of it was recorded",
            ),
        ),
        "indicators.reopening_asked": ActionWords(
            Words("Đề nghị mở lại kỳ", "Reopening asked for"),
            Words("{who} đề nghị mở lại kỳ {period} của {place}", "{who} asked to open {period} of {place} again"),
        ),
        "indicators.period_reopened": ActionWords(
            Words("Mở lại kỳ", "Period reopened"),
            Words(
                "{who} mở lại kỳ {period} của {place} đến hết ngày {until}",
                "{who} opened {period} of {place} again until {until}",
            ),
        ),
        "indicators.reopening_refused": ActionWords(
            Words("Từ chối mở lại kỳ", "Reopening refused"),
            Words("{who} từ chối mở lại kỳ {period} của {place}", "{who} refused to open {period} of {place} again"),
        ),
        "indicators.digests_sent": ActionWords(
            Words("Gửi thư nhắc số liệu", "Reminders sent"),
            Words(
                "{who} gửi thư nhắc số liệu cho {people} người; {failed} thư không gửi được",
                "{who} sent reminders of figures to {people} people; {failed} could not be sent",
            ),
        ),
    },
    subjects={
        "upload": Words("tệp số liệu {file}", "the file of figures {file}"),
        "collection": Words("việc thu thập số liệu {programme} từ {from}", "the collection of {programme} from {from}"),
        "reopening": Words("đề nghị mở lại kỳ {period}", "the request to open {period} again"),
    },
    codes={
        "source": {"entered": Words("nhập tay", "typing"), "uploaded": Words("tệp", "a file")},
    },
)
