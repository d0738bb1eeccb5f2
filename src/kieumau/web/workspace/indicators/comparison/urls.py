"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.indicators.comparison import pages

SECTION = "figures"

urlpatterns = [
    path("so-lieu/so-sanh/", pages.comparison, name="comparison"),
]
