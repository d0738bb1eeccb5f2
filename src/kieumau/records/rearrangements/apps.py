from django.apps import AppConfig


class RearrangementsConfig(AppConfig):
    name = "kieumau.records.rearrangements"
    label = "rearrangements"
