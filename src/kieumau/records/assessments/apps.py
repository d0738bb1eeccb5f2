from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "kieumau.records.assessments"
    label = "assessments"
