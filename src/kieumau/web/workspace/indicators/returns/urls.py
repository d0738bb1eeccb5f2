"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.indicators.returns import cell, history, pages

SECTION = "figures"

urlpatterns = [
    path("so-lieu/phieu/<str:period>/<path:code>/", pages.figures_return, name="return"),
    path("so-lieu/o/<str:period>/<path:code>/", cell.return_cell, name="return_cell"),
    path("so-lieu/lich-su/<str:period>/<str:indicator>/<path:code>/", history.figure, name="figure"),
    path("so-lieu/xin-mo-lai/<str:period>/<path:code>/", pages.ask_again, name="ask_reopening"),
]
