"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.territory.unit import pages

SECTION = "units"

# A unit's code may hold a slash, so its page takes the rest of the path.
urlpatterns = [
    path("don-vi/<path:code>/", pages.unit, name="unit"),
]
