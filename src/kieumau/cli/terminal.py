"""What every printed answer shares: the terminal's width, words in its language, the mark of invented figures."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from kieumau.cli.language import LANGUAGE
from kieumau.engine.wording import Words

SAMPLE = Words("Số liệu minh họa: không phải kết quả thật.", "Invented sample: not a real result.")


def console() -> Console:
    """As wide as the terminal; wide enough for a whole line where the output goes into a file."""
    return Console(width=None if sys.stdout.isatty() else 160, highlight=False, soft_wrap=False)


def said(text: Words) -> str:
    return text.said(LANGUAGE)


def wide_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
