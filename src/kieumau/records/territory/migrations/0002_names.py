"""The rows have names of their own beside the engine's classes; the tables keep theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.AlterModelTable("change", "territory_change"),
        migrations.RenameModel("Change", "ChangeRecord"),
        migrations.AlterModelTable("adminunit", "territory_adminunit"),
        migrations.RenameModel("AdminUnit", "AdminUnitRecord"),
        migrations.AlterModelTable("succession", "territory_succession"),
        migrations.RenameModel("Succession", "SuccessionRecord"),
        migrations.AlterModelTable("levelend", "territory_levelend"),
        migrations.RenameModel("LevelEnd", "LevelEndRecord"),
    ]
