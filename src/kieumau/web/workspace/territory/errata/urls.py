"""Its addresses. Errata are rare: the first page and the list of rearrangements lead here, the navigation does not."""

from django.urls import path

from kieumau.web.workspace.territory.errata import pages

SECTION = "rearrangements"

urlpatterns = [
    path("dinh-chinh/", pages.erratum_list, name="errata"),
    path("dinh-chinh/<uuid:erratum_uuid>/", pages.erratum, name="erratum"),
]
