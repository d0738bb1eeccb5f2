from django.apps import AppConfig
from django.core.checks import Tags, register


class ConfigConfig(AppConfig):
    name = "kieumau.config"
    label = "config"

    def ready(self) -> None:
        from kieumau.config.checks import check_order  # noqa: PLC0415 (after the apps are loaded)

        register(check_order, Tags.database)
