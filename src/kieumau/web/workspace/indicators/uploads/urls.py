"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.indicators.uploads import pages

SECTION = "figures"

urlpatterns = [
    path("so-lieu/tep/", pages.figure_files, name="figure_files"),
    path("so-lieu/tep/<uuid:upload_uuid>/", pages.figure_file, name="figure_file"),
    path("so-lieu/tep/<uuid:upload_uuid>/tai-ve/", pages.figure_file_download, name="figure_file_download"),
    path("so-lieu/mau/<str:period>/<path:code>.xlsx", pages.return_form, name="return_form"),
]
