"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.indicators.series import file, pages

SECTION = "figures"

urlpatterns = [
    path("so-lieu/chi-tieu/<str:indicator>/<path:code>/", pages.indicator, name="indicator"),
    path("so-lieu/chi-tieu/<str:indicator>/<path:code>/tai-ve.<str:kind>", file.series_file, name="indicator_download"),
]
