"""The officials' slices, each with its own addresses, in Vietnamese. A new slice is one folder and one line here."""

from django.urls import include, path

_SLICES = (
    "overview",
    "territory.map",
    "territory.units",
    "territory.unit",
    "territory.rearrangements",
    "territory.errata",
    "criteria.editions",
    "criteria.shelf",
    "indicators.comparison",
    "indicators.series",
    "indicators.collections",
    "indicators.reopenings",
    "indicators.uploads",
    "indicators.returns",
    "indicators.calendar",
    "questions",
    "accounts.people",
    "accounts.who_can_see",
    "journal",
    "assessments.trial",
)

app_name = "workspace"
urlpatterns = [path("", include(f"{__package__}.{each}.urls")) for each in _SLICES]
