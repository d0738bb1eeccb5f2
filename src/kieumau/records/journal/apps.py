from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "kieumau.records.journal"
    label = "journal"
