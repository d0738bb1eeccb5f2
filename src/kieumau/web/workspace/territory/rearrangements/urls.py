"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import Permission
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.territory.rearrangements import new, pages

SECTION = "rearrangements"
NAVIGATION = NavigationEntry(
    Words("Sắp xếp đơn vị", "Rearrangements"),
    "workspace:rearrangements",
    place=80,
    needs=(
        Permission.PROPOSE_CHANGE,
        Permission.DECIDE_CHANGE,
    ),
    keeps_day=False,
)

urlpatterns = [
    path("sap-xep/", pages.rearrangement_list, name="rearrangements"),
    path("sap-xep/moi/", new.new_rearrangement, name="new_rearrangement"),
    path("sap-xep/mau.xlsx", new.form, name="rearrangement_form"),
    path("sap-xep/<uuid:proposal_uuid>/", pages.rearrangement, name="rearrangement"),
    path("sap-xep/<uuid:proposal_uuid>/van-ban/", pages.document, name="rearrangement_document"),
]
