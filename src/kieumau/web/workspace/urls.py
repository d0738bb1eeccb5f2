"""The officials' addresses, in Vietnamese. A unit's code may hold a slash, so its page takes the rest of the path."""

from django.urls import path

from kieumau.web.workspace import (
    downloads,
    maps,
    overview,
    people,
    rearrangements,
    rulebooks,
    story,
    trial,
    unit,
    units,
)

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
    path("sap-xep/", rearrangements.rearrangement_list, name="rearrangements"),
    path("sap-xep/moi/", rearrangements.new_rearrangement, name="new_rearrangement"),
    path("sap-xep/mau.xlsx", rearrangements.form, name="rearrangement_form"),
    path("sap-xep/<uuid:proposal_uuid>/", rearrangements.rearrangement, name="rearrangement"),
    path("sap-xep/<uuid:proposal_uuid>/van-ban/", rearrangements.document, name="rearrangement_document"),
    path("nguoi/", people.people_list, name="people"),
    path("nguoi/moi/", people.new_person, name="new_person"),
    path("nguoi/<uuid:account_uuid>/", people.person, name="person"),
    path("ai-xem-duoc/<path:code>/", people.who_can_see, name="who_can_see"),
    path("nhat-ky/", story.journal, name="journal"),
    path("nhat-ky/<str:kind>/", story.story, name="story"),
    path("nhat-ky/<str:kind>/<path:identity>/", story.story, name="story"),
    path("cham-thu/", trial.trial, name="trial"),
    path("cham-thu/<uuid:trial_uuid>/", trial.trial_result, name="trial_result"),
    path("cham-thu/<uuid:trial_uuid>/tai-ve.<str:kind>", trial.trial_download, name="trial_download"),
    path("cham-thu/<uuid:trial_uuid>/xoa/", trial.trial_delete, name="trial_delete"),
    path("cham-thu/<uuid:trial_uuid>/don-vi/<path:code>/", trial.trial_unit, name="trial_unit"),
]
