"""Layer of the test: a migration that only adds, as far as anybody can see, and fails when it is applied."""

from pathlib import Path

from django.db import migrations

_BEFORE = sorted(path.stem for path in Path(__file__).parent.glob("0*.py"))[-1]


class Migration(migrations.Migration):
    dependencies = [("core", _BEFORE)]
    operations = [migrations.RunSQL("CREATE INDEX never_made ON table_of_another_branch (id)")]
