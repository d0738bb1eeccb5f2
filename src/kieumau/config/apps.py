from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "kieumau.config"
    label = "config"
