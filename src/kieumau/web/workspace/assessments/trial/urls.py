"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.engine.wording import Words
from kieumau.web.shell.navigation import NavigationEntry
from kieumau.web.workspace.assessments.trial import pages, results

SECTION = "trial"
NAVIGATION = NavigationEntry(Words("Chấm thử tệp của tôi", "Try my own file"), "workspace:trial", place=60)

urlpatterns = [
    path("cham-thu/", pages.trial, name="trial"),
    path("cham-thu/<uuid:trial_uuid>/", results.trial_result, name="trial_result"),
    path("cham-thu/<uuid:trial_uuid>/tai-ve.<str:kind>", results.trial_download, name="trial_download"),
    path("cham-thu/<uuid:trial_uuid>/xoa/", results.trial_delete, name="trial_delete"),
    path("cham-thu/<uuid:trial_uuid>/don-vi/<path:code>/", results.trial_unit, name="trial_unit"),
]
