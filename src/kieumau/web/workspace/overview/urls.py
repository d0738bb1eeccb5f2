"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.overview import pages

SECTION = "overview"
NAVIGATION = NavigationEntry(Words("Tổng quan", "Overview"), "workspace:overview", place=10)

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("tai-ve.<str:kind>", pages.download, name="download"),
]
