from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import pre_migrate


class ConfigConfig(AppConfig):
    name = "kieumau.config"
    label = "config"

    def ready(self) -> None:
        from kieumau.config.checks import check_order  # noqa: PLC0415 (after the apps are loaded)

        register(check_order, Tags.database)
        pre_migrate.connect(_many_readers_beside_a_writer)


def _many_readers_beside_a_writer(using: str, **_: Any) -> None:
    """SQLite's WAL. The file keeps it, so it is set when the file is made and not by each connection: asking for it is
    the one thing at which connections that open together do not wait for each other ("database is locked").
    """
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
