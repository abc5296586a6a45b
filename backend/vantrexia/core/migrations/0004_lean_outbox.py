"""The outbox gets two rows per reading and keeps them for a day: three of its indexes were dearer than the rows.

Events come in order of time, so their age is found by block ranges; a number is looked for only where there is one; nothing
refers to an event, and row-level security already holds its practice.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_read_events")]
    is_expanding = True  # only indexes, and constraints that go
    operations = [
        migrations.RemoveIndex("streamevent", "core_streamevent_at"),
        migrations.RemoveIndex("streamevent", "core_streamevent_seq"),
        migrations.AddIndex(
            "streamevent", BrinIndex(fields=["at"], name="core_streamevent_age", pages_per_range=16, autosummarize=True)
        ),
        migrations.AddIndex(
            "streamevent",
            models.Index(fields=["practice_id", "seq"], condition=models.Q(seq__isnull=False), name="core_streamevent_told"),
        ),
        migrations.RunSQL(
            [
                "ALTER TABLE core_streamevent DROP CONSTRAINT core_streamevent_practice_exists",
                "ALTER TABLE core_streamevent DROP CONSTRAINT core_streamevent_practice_key",
            ]
        ),
    ]
