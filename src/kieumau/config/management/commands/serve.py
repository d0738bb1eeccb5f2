"""Serve the pages with gunicorn, on loopback unless told otherwise."""

from __future__ import annotations

import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from gunicorn.app.base import BaseApplication

from kieumau.config.wsgi import application


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        return application


class Command(BaseCommand):
    help = "Serve the pages on http://127.0.0.1:8000."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.DEMO and host not in ("127.0.0.1", "localhost", "::1"):
            raise CommandError(
                "KIEUMAU_DEMO mở tài khoản trình diễn, chỉ cho chính máy này: bỏ --host, hoặc bỏ KIEUMAU_DEMO."
            )
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Cổng {port} đang được dùng ({error.strerror}). Thử: make run PORT={port + 1}"
                ) from None
        self.stdout.write(self.style.SUCCESS(f"Kiểu Mẫu: http://{host}:{port}  (Ctrl+C để dừng)"))
        self.stdout.flush()
        served = {
            "bind": f"{host}:{port}",
            "workers": options["workers"],
            "threads": 4,
            "timeout": 120,
            "loglevel": "warning",
        }
        _Server(served).run()
