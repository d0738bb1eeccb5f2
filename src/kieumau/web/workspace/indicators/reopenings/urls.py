"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.indicators.reopenings import pages

SECTION = "figures"

urlpatterns = [
    path("so-lieu/mo-lai/", pages.reopening_list, name="reopenings"),
    path("so-lieu/mo-lai/<uuid:reopening_uuid>/", pages.reopening, name="reopening"),
]
