"""Enter the shares of units that were split: a CSV of on, predecessor, successor, share, basis."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kieumau.cli.hints import told
from kieumau.config import clock
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory.register_files import read_shares
from kieumau.records.journal.actors import operator
from kieumau.records.territory.actions import record_shares
from kieumau.records.territory.queries import registry


class Command(BaseCommand):
    help = "Enter the shares of units that were split (population, area, or the office's own), where none was known."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        known = registry()
        try:
            register = read_shares(file, known)
            mark = sha256(file.read_bytes() + str(len(known.successions)).encode()).hexdigest()
            entered = record_shares(register=register, fingerprint=mark, source=file.name, by=operator(clock.now()))
        except RegistryError as error:
            raise CommandError(told(error, "vi")) from None
        self.stdout.write(f"Entered {entered} shares from {file.name}." if entered else "Already entered.")
