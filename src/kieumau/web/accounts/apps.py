from django.apps import AppConfig


class AccountPagesConfig(AppConfig):
    name = "kieumau.web.accounts"
    label = "account_pages"

    def ready(self) -> None:
        from kieumau.web.accounts import factors  # noqa: PLC0415  models are there only now

        factors.connect()
