from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The officials' pages: overview, unit, rulebooks, trial."""

    name = "kieumau.web.workspace"
    label = "workspace"
