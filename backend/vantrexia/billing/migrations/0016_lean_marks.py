"""Every reading leaves a mark: nothing refers to one, and row-level security already holds its practice."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("billing", "0015_secure_packets")]
    is_expanding = True  # constraints that go
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE billing_mark DROP CONSTRAINT billing_mark_practice_exists",
                "ALTER TABLE billing_mark DROP CONSTRAINT billing_mark_practice_key",
            ]
        ),
    ]
