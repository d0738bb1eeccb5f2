"""Load a register of units: the shipped one, or a newer one from a folder. Loading again changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kieumau.cli.hints import told
from kieumau.config import clock
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory.register_files import SHIPPED, fingerprint, read_whole_register
from kieumau.records.journal.actors import operator
from kieumau.records.territory.actions import load_register
from kieumau.records.territory.models import RegisterLoad


class Command(BaseCommand):
    help = "Load the register of administrative units (units.parquet, successions.parquet, changes.csv, levels.csv, span.csv)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        mark = fingerprint(folder)
        if RegisterLoad.objects.filter(fingerprint=mark).exists():
            self.stdout.write(f"Already loaded: {folder.name}.")
            return
        try:
            loaded = load_register(
                register=read_whole_register(folder), fingerprint=mark, source=folder.name, by=operator(clock.now())
            )
        except RegistryError as error:
            raise CommandError(told(error, "vi")) from None
        self.stdout.write(
            f"Loaded {folder.name}: {loaded.begun} units, {loaded.ended} of those known before ended, {loaded.changes} acts."
        )
