from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "kieumau.records.questions"
    label = "questions"
