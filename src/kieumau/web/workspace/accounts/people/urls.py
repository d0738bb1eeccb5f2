"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import Permission
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.accounts.people import pages

SECTION = "people"
NAVIGATION = NavigationEntry(
    Words("Người", "People"), "workspace:people", place=70, needs=(Permission.SEE_PEOPLE,), keeps_day=False
)

urlpatterns = [
    path("nguoi/", pages.people_list, name="people"),
    path("nguoi/moi/", pages.new_person, name="new_person"),
    path("nguoi/<uuid:account_uuid>/", pages.person, name="person"),
]
