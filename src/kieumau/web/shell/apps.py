from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The frame of every page: base, navigation, language, refusals, the day."""

    name = "kieumau.web.shell"
    label = "shell"
