"""Readings of a whole practice by time: a block-range index costs the path of a reading next to nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vitals", "0002_secure")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX vitals_reading_recent ON vitals_reading USING brin (measured_at) WITH (pages_per_range = 16, autosummarize = on)"
        ),
    ]
