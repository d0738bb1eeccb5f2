"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import Permission
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.indicators.calendar import pages

SECTION = "figures"
NAVIGATION = NavigationEntry(
    Words("Số liệu", "Figures"), "workspace:figures", place=40, needs=(Permission.READ_RESULTS,)
)

urlpatterns = [
    path("so-lieu/", pages.figures, name="figures"),
]
