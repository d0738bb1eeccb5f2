"""The officials' addresses, in Vietnamese. A unit's code may hold a slash, so its page takes the rest of the path."""

from django.urls import path

from kieumau.web.workspace import downloads, maps, overview, rulebooks, trial, unit, units

app_name = "workspace"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("tai-ve.<str:kind>", downloads.download, name="download"),
    path("don-vi/", units.units, name="units"),
    path("ban-do/", maps.units_map, name="map"),
    path("don-vi/<path:code>/", unit.unit, name="unit"),
    path("bo-tieu-chi/", rulebooks.rulebooks, name="rulebooks"),
    path("bo-tieu-chi/so-sanh/", rulebooks.compare, name="compare"),
    path("bo-tieu-chi/<slug:name>/<str:version>/", rulebooks.rulebook, name="rulebook"),
    path("bo-tieu-chi/<slug:name>/<str:version>/mau-nhap.xlsx", rulebooks.form, name="form"),
    path("cham-thu/", trial.trial, name="trial"),
    path("cham-thu/<uuid:trial_uuid>/", trial.trial_result, name="trial_result"),
    path("cham-thu/<uuid:trial_uuid>/tai-ve.<str:kind>", trial.trial_download, name="trial_download"),
    path("cham-thu/<uuid:trial_uuid>/xoa/", trial.trial_delete, name="trial_delete"),
    path("cham-thu/<uuid:trial_uuid>/don-vi/<path:code>/", trial.trial_unit, name="trial_unit"),
]
