from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "kieumau.records.indicators"
    label = "indicators"
