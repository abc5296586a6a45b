"""Ranks as double precision: row-level security lets an index compare only what cannot leak, and numeric can."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_counters")]
    operations = [migrations.AlterField("patient", "name_rank", models.FloatField())]
