"""Figures get a version, a reason and a hand; before that, a later row for the same figure was its correction."""

from django.conf import settings
from django.db import migrations, models

NUMBERED = """
UPDATE indicators_figure SET version = (
    SELECT COUNT(*) FROM indicators_figure AS other
    WHERE other.unit = indicators_figure.unit AND other.first = indicators_figure.first
      AND other.last = indicators_figure.last AND other.indicator = indicators_figure.indicator
      AND (other.recorded_at < indicators_figure.recorded_at
           OR (other.recorded_at = indicators_figure.recorded_at AND other.id <= indicators_figure.id))
)
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("indicators", "0001_initial"),
    ]

    operations = [
        migrations.RenameField("figure", "source", "origin"),
        migrations.AlterField("figure", "origin", models.CharField(blank=True, max_length=300)),
        migrations.AlterField("figure", "value", models.CharField(blank=True, max_length=80)),
        migrations.AddField(
            "figure",
            "source",
            models.CharField(
                choices=[("entered", "Entered"), ("uploaded", "Uploaded"), ("computed", "Computed")],
                default="uploaded",
                max_length=10,
            ),
        ),
        migrations.AddField("figure", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField(
            "figure", "reason", models.CharField(blank=True, default="", max_length=300), preserve_default=False
        ),
        migrations.AddField(
            "figure", "account", models.CharField(blank=True, default="", max_length=36), preserve_default=False
        ),
        migrations.AddField(
            "figure", "name", models.CharField(blank=True, default="", max_length=60), preserve_default=False
        ),
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
    ]
