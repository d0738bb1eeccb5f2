"""Figures in words: where they come from."""

from __future__ import annotations

from kieumau.engine.wording import Words
from kieumau.records.indicators.models import Source

SOURCE_WORDS = {
    Source.ENTERED: Words("nhập tay", "entered"),
    Source.UPLOADED: Words("từ tệp hoặc chương trình", "from a file or a program"),
    Source.COMPUTED: Words("được tính", "computed"),
}
