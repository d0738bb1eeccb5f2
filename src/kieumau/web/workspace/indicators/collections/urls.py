"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.indicators.collections import pages

SECTION = "figures"

urlpatterns = [
    path("so-lieu/thu-thap/", pages.collection_list, name="collections"),
    path("so-lieu/thu-thap/moi/", pages.new_collection, name="new_collection"),
    path("so-lieu/thu-thap/<uuid:collection_uuid>/", pages.collection, name="collection"),
]
