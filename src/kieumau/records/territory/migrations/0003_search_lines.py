"""What search looks at is written anew, and a loading keeps of which days its register speaks.

The search lines stand without apostrophes, hyphens and dots, and with neighbouring words as one.
"""

from django.db import migrations, models

from kieumau.engine.territory.kinds import full_name
from kieumau.engine.territory.names import name_words, search_line


def write_lines(apps, schema_editor):
    units = apps.get_model("territory", "AdminUnitRecord").objects
    rows = []
    for unit in units.only("pk", "code", "name", "kind").iterator():
        unit.bare = " ".join(name_words(unit.name))[:200]
        unit.folded = search_line(full_name(unit.kind, unit.name).vi, unit.code, name=unit.name)
        rows.append(unit)
    units.bulk_update(rows, ["bare", "folded"], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_names")]

    operations = [
        migrations.RunPython(write_lines, migrations.RunPython.noop),
        migrations.AddField("registerload", "begins", models.DateField(null=True)),
        migrations.AddField("registerload", "kept_until", models.DateField(null=True)),
    ]
