"""The rows have names of their own beside the engine's classes; the tables keep theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("questions", "0002_append_only")]

    operations = [
        migrations.AlterModelTable("question", "questions_question"),
        migrations.RenameModel("Question", "QuestionRecord"),
    ]
