from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "kieumau.records.territory"
    label = "territory"
