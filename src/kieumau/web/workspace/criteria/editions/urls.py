"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.criteria.editions import pages

SECTION = "rulebooks"

urlpatterns = [
    path("bo-tieu-chi/so-sanh/", pages.compare, name="compare"),
]
