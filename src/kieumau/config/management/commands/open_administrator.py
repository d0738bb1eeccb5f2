"""Open the first administrator's account. No password is chosen here: its person sets one by a link that is good once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from kieumau.cli.hints import told
from kieumau.config import clock
from kieumau.engine.errors import KieuMauError
from kieumau.records.accounts.people.actions import link_of, open_account_at_terminal
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.actors import operator


class Command(BaseCommand):
    help = "Open an administrator's account, for the whole country or a province, and print the link that sets its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="plain small letters, digits, dots or dashes: quan-tri.dong-nai")
        parser.add_argument("--name", required=True, help="name or title of the person")
        parser.add_argument("--unit", default="", help="code of a province; the whole country unless given")
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where people reach this server")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            user = open_account_at_terminal(
                username=options["username"],
                full_name=options["name"],
                role=Role.ADMINISTRATOR,
                unit=options["unit"],
                on=timezone.localtime(now).date(),
                by=operator(now),
            )
        except KieuMauError as error:
            raise CommandError(told(error, "vi")) from None
        uid, _, key = link_of(user).partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, key])
        self.stdout.write(f"Đã mở tài khoản {user.username}. Đường dẫn đặt mật khẩu, dùng một lần trong một ngày:")
        self.stdout.write(options["address"].rstrip("/") + path)
