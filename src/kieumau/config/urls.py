"""Every address."""

from django.urls import include, path
from django.views.i18n import set_language

from kieumau.api import v1

urlpatterns = [
    path("ngon-ngu/", set_language, name="set_language"),
    path("api/v1/", v1.urls),
    path("", include("kieumau.web.workspace.urls")),
]
