from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kieumau.records.accounts"
    label = "accounts"
