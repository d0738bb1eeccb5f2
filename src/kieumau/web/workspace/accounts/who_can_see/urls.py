"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.accounts.who_can_see import pages

SECTION = "people"

urlpatterns = [
    path("ai-xem-duoc/<path:code>/", pages.who_can_see, name="who_can_see"),
]
