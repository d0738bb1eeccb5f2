"""Remind people by mail of the figures that are due: run once a day, by cron or a timer. Again sends nothing twice."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kieumau.config import clock
from kieumau.records.indicators.returns.digests import claim_digest, digests_due, record_digests_sent, release_digest
from kieumau.records.journal.actors import operator
from kieumau.web.workspace.indicators.calendar.mail import mail_of


def _hang_up(post: BaseEmailBackend) -> None:
    with suppress(OSError):
        post.close()


class Command(BaseCommand):
    help = "Send the mails of the day about figures that are due: to whoever has something to do, once a day at most."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", required=True, help="where people reach this server: https://host")

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(options["address"])
        if address.scheme not in ("http", "https") or not address.netloc:
            raise CommandError("--address: cần địa chỉ như https://kieumau.coquan.gov.vn.")
        if not settings.EMAIL_HOST:
            raise CommandError("Chưa có máy chủ thư nên không gửi thư nào: đặt KIEUMAU_MAIL_URL.")
        now = clock.now()
        on = timezone.localtime(now).date()
        told = list(digests_due(now))
        waiting = [(user, reminder) for user, reminder in told if user.email]
        sent, failures = 0, list[str]()
        post = get_connection()
        try:
            if waiting:
                post.open()
        except OSError as error:
            raise CommandError(f"Không nối được máy chủ thư: {error}", returncode=2) from None
        try:
            for user, reminder in waiting:
                if (digest := claim_digest(user, on)) is None:
                    continue
                subject, text = mail_of(reminder, on=on, address=options["address"])
                try:
                    post.open()  # anew after a failure; otherwise it is open and stays so
                    EmailMessage(subject, text, to=[user.email], connection=post).send()
                except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; ValueErrors are of addresses
                    release_digest(digest)
                    failures.append(f"{user.username}: {error}")
                    _hang_up(post)  # the server may have hung up (421): the others do not suffer for it
                else:
                    sent += 1
        finally:  # what went out is told, whatever stops this
            _hang_up(post)
            if sent or failures:
                record_digests_sent(sent=sent, failed=len(failures), by=operator(now))
        self.stdout.write(f"Đã gửi {sent} thư nhắc số liệu.")
        if without := len(told) - len(waiting):
            self.stdout.write(f"{without} người có việc về số liệu nhưng tài khoản chưa có địa chỉ thư.")
        if failures:
            raise CommandError(f"{len(failures)} thư không gửi được:\n" + "\n".join(failures), returncode=2)
