"""Its addresses and its place in the navigation."""

from django.urls import path

from kieumau.web.workspace.questions import pages, question

SECTION = "figures"

urlpatterns = [
    path("so-lieu/cau-hoi/", pages.question_list, name="questions"),
    path("so-lieu/cau-hoi/<uuid:question_uuid>/", question.question, name="question"),
    path("so-lieu/cau-hoi/tai-ve.<str:kind>", pages.questions_download, name="questions_download"),
]
