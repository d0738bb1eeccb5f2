"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.territory.units import pages

SECTION = "units"
NAVIGATION = NavigationEntry(Words("Đơn vị", "Units"), "workspace:units", place=30)

urlpatterns = [
    path("don-vi/", pages.units, name="units"),
]
