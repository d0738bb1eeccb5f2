"""Every address."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from kieumau.api import v1

urlpatterns = [
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("api/v1/", v1.urls),
    path("", include("kieumau.web.accounts.urls")),
    path("", include("kieumau.web.workspace.urls")),
]
