"""Arguments that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kieumau.cli.language import say
from kieumau.engine import wording
from kieumau.engine.territory import LEVELS

Rulebook = Annotated[
    str,
    typer.Argument(
        metavar="RULEBOOK",
        help=say(
            "Tên bộ tiêu chí có sẵn (chương-trình/phiên-bản) hoặc đường dẫn tệp.",
            "A shipped name (programme/version) or a path.",
        ),
    ),
]
Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help=say(
            "Tệp số liệu: .csv, .xlsx hoặc .parquet, dạng dài hoặc dạng bảng.",
            "Figures: .csv, .xlsx or .parquet, long or wide.",
        ),
    ),
]


def read_day(text: str) -> datetime:
    """2024-04-04, or 04/04/2024 as people write it here."""
    if day := wording.read_day(text):
        return datetime(day.year, day.month, day.day)
    raise typer.BadParameter(
        say(f"“{text}” không phải là ngày. Viết 2024-04-04 hoặc 04/04/2024.", f"“{text}” is no day. Write 2024-04-04.")
    )


On = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        parser=read_day,
        metavar="YYYY-MM-DD",
        help=say(
            "Ngày xét: dùng ngưỡng có hiệu lực ngày đó. Mặc định: ngày cuối của kỳ mới nhất trong tệp.",
            "The day asked about: thresholds in force on it. Default: the last day of the newest period in the file.",
        ),
    ),
]
Units = Annotated[
    Path | None,
    typer.Option(
        "--units",
        help=say(
            "Tệp danh sách đơn vị (.csv, .xlsx): mã, tên, loại, phân loại (I, II, III), trực thuộc, ngày thành lập.",
            "A file of units (.csv, .xlsx): code, name, kind, class, parent, established.",
        ),
    ),
]
Period = Annotated[
    str | None,
    typer.Option(
        "--period",
        help=say("Chỉ chấm một kỳ, ví dụ 2024 hoặc 2024-03.", "Judge one period only, e.g. 2024 or 2024-03."),
    ),
]


def read_level(text: str) -> str:
    if text in LEVELS:
        return text
    raise typer.BadParameter(
        say(
            f"không có cấp “{text}”. Dùng: {', '.join(LEVELS)}.",
            f"there is no level “{text}”. Use: {', '.join(LEVELS)}.",
        )
    )


UnitsOn = Annotated[
    datetime | None,
    typer.Option(
        "--units-on",
        parser=read_day,
        metavar="YYYY-MM-DD",
        help=say(
            "Đánh giá theo đơn vị của ngày này: số liệu được quy đổi trước khi đánh giá.",
            "Judge under the units of this day: the figures are restated first.",
        ),
    ),
]
CodedOn = Annotated[
    datetime | None,
    typer.Option(
        "--coded-on",
        parser=read_day,
        metavar="YYYY-MM-DD",
        help=say(
            "Tệp dùng mã đơn vị của ngày này. Mặc định: ngày cuối của từng kỳ.",
            "The file uses the unit codes of this day. Default: the last day of each period.",
        ),
    ),
]
