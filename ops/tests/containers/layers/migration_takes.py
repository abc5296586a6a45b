"""Layer of the test: a migration that takes something away, so that no release before it may return."""

from pathlib import Path

from django.db import migrations

_BEFORE = sorted(path.stem for path in Path(__file__).parent.glob("0*.py"))[-1]


class Migration(migrations.Migration):
    dependencies = [("core", _BEFORE)]
    operations = [
        migrations.RunSQL("ALTER TABLE core_jobtick ADD COLUMN note text"),
        migrations.RunSQL("ALTER TABLE core_jobtick DROP COLUMN note"),
    ]
