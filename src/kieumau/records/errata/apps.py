from django.apps import AppConfig


class ErrataConfig(AppConfig):
    name = "kieumau.records.errata"
    label = "errata"
