"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.journal import pages

SECTION = "journal"
NAVIGATION = NavigationEntry(Words("Nhật ký", "Journal"), "workspace:journal", place=90)

urlpatterns = [
    path("nhat-ky/", pages.journal, name="journal"),
    path("nhat-ky/<str:kind>/", pages.history, name="history"),
    path("nhat-ky/<str:kind>/<path:identity>/", pages.history, name="history"),
]
