"""Load boundaries of units from a GeoJSON file that the office has. Loading again changes nothing."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kieumau.cli.hints import told
from kieumau.config import clock
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory.outlines import MOST_BYTES, read_outlines
from kieumau.records.journal.actors import operator
from kieumau.records.territory.actions import record_outlines
from kieumau.records.territory.queries import registry


class Command(BaseCommand):
    help = "Load boundaries of units from a GeoJSON file (RFC 7946, WGS 84), whose codes are read on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=_day, required=True, help="the day on which the codes are read: 2025-07-01")
        parser.add_argument("--source", required=True, help="who drew the boundaries, and when")
        parser.add_argument(
            "--code-property", default="", help="the property that holds the code, if not code or ma_xa"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        source = options["source"].strip()
        if not source:
            raise CommandError("Cần nguồn của ranh giới: --source TÊN.")
        known = registry()
        if not known.units:
            raise CommandError("Chưa có sổ đơn vị. Nạp trước: python -m kieumau.config load_units.")
        try:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError:
            raise CommandError(f"Không đọc được tệp này: {file}.") from None
        try:
            outlines = read_outlines(
                data, filename=file.name, registry=known, on=options["on"], code_property=options["code_property"]
            )
            new = record_outlines(outlines=outlines, source=source, by=operator(clock.now()))
        except RegistryError as error:
            raise CommandError(told(error, "vi")) from None
        self.stdout.write(f"Loaded {file.name}: {new} new outlines, {len(outlines) - new} already recorded.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” không phải là ngày. Viết 2025-07-01.") from None
