"""Load a register of units: the shipped one, or a newer one from a folder. Loading again changes nothing.

Where it tells the past otherwise than is recorded, an erratum is proposed, and nothing is loaded until it is decided.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from kieumau.cli.hints import told
from kieumau.config import clock
from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.territory import Registry
from kieumau.engine.territory.errata import corrected, corrections
from kieumau.engine.territory.register_files import SHIPPED, fingerprint, read_whole_register
from kieumau.records.errata.actions import accept_erratum_at_terminal, propose_erratum
from kieumau.records.errata.models import Erratum
from kieumau.records.errata.queries import refused_erratum
from kieumau.records.journal.actors import operator
from kieumau.records.territory.actions import load_register
from kieumau.records.territory.models import RegisterLoad
from kieumau.records.territory.queries import registry
from kieumau.records.territory.recorded_past import refuse_another_past


class Command(BaseCommand):
    help = "Load the register of administrative units (units.parquet, successions.parquet, changes.csv, levels.csv, span.csv)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)
        parser.add_argument(
            "--accept",
            metavar="REASON",
            help="accept the erratum here, where no account may decide for the whole country",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        mark = fingerprint(folder)
        if RegisterLoad.objects.filter(fingerprint=mark).exists():
            self.stdout.write(f"Already loaded: {folder.name}.")
            return
        try:
            register = read_whole_register(folder)
            if options["accept"] is not None:
                self._accept(register, mark, folder.name, options["accept"])
            elif (erratum := self._proposed(register, mark, folder.name)) is not None:
                self._tell(erratum)
                return
            loaded = load_register(register=register, fingerprint=mark, source=folder.name, by=operator(clock.now()))
        except KieuMauError as error:
            raise CommandError(told(error, "vi")) from None
        self.stdout.write(
            f"Loaded {folder.name}: {loaded.begun} units, {loaded.ended} of those known before ended, {loaded.changes} acts."
        )

    def _proposed(self, register: Registry, mark: str, source: str) -> Erratum | None:
        """The erratum that the register asks for; None where it tells the same past, or another one altogether."""
        known = registry()
        found = corrections(known, register) if known.units else ()
        if not found:
            return None
        if (refused := refused_erratum(found)) is not None:
            raise CommandError(
                f"Đính chính này đã bị từ chối ngày {refused.decided_at:%d/%m/%Y}. Lý do: {refused.reason} "
                f"Không nạp gì. Xem {_page(refused)}."
            )
        erratum = propose_erratum(found=found, fingerprint=mark, source=source, by=operator(clock.now()))
        try:
            refuse_another_past(corrected(known, found), register)
        except RegistryError as error:
            self.stderr.write("Ngoài đính chính, tệp này còn kể khác quá khứ đã ghi:\n" + told(error, "vi"))
        return erratum

    def _accept(self, register: Registry, mark: str, source: str, reason: str) -> None:
        erratum = self._proposed(register, mark, source)  # it stays proposed where it may not be accepted here
        if erratum is None:
            return
        try:
            accept_erratum_at_terminal(erratum_uuid=erratum.uuid, reason=reason, by=operator(clock.now()))
        except KieuMauError as error:
            raise CommandError(f"{told(error, 'vi')}\n{_page(erratum)}") from None
        self.stdout.write(f"Đã đính chính {len(erratum.ways)} quan hệ kế thừa.")

    def _tell(self, erratum: Erratum) -> None:
        self.stdout.write(
            f"Danh mục {erratum.source} khác danh mục đã nạp ở {len(erratum.ways)} quan hệ kế thừa giữa các đơn vị. "
            "Chưa nạp gì; đã lập đề nghị đính chính, chờ người có thẩm quyền cả nước phê duyệt tại trang:\n"
            f"  {_page(erratum)}\n"
            "Sau khi phê duyệt, chạy lại load_units để nạp phần còn lại. "
            'Nếu chưa có tài khoản nào được phê duyệt: load_units --accept "lý do".\n'
            f"The register {erratum.source} differs from what is loaded in {len(erratum.ways)} ways between units. "
            "Nothing is loaded; an erratum is proposed, to be decided at the page above. Then run load_units again."
        )


def _page(erratum: Erratum) -> str:
    """The address of its page on this server."""
    return reverse("workspace:erratum", args=[erratum.uuid])
