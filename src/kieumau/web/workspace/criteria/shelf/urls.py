"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.criteria.shelf import pages

SECTION = "rulebooks"
NAVIGATION = NavigationEntry(Words("Bộ tiêu chí", "Criteria sets"), "workspace:rulebooks", place=50)

urlpatterns = [
    path("bo-tieu-chi/", pages.rulebooks, name="rulebooks"),
    path("bo-tieu-chi/<slug:name>/<str:version>/", pages.rulebook, name="rulebook"),
    path("bo-tieu-chi/<slug:name>/<str:version>/mau-nhap.xlsx", pages.form, name="form"),
]
