from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """What every page is made of: shell, stylesheet, badges, charts and the bilingual tag."""

    name = "kieumau.web.components"
    label = "components"
