"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.territory.map import pages

SECTION = "map"
NAVIGATION = NavigationEntry(Words("Bản đồ", "Map"), "workspace:map", place=20)

urlpatterns = [
    path("ban-do/", pages.units_map, name="map"),
]
