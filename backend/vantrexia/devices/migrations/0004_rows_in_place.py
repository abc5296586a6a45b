"""When a device was last seen changes with every reading and is in no index any more: the row is then rewritten in place
(HOT). Who looks for silent devices reads the connected ones of a practice, once an hour.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0003_keys_that_end")]
    is_expanding = True  # only indexes, and room in pages
    operations = [
        migrations.RemoveIndex("device", "devices_by_status"),
        migrations.AddIndex("device", models.Index(fields=["practice_id", "status"], name="devices_by_state")),
        migrations.RunSQL("ALTER TABLE devices_device SET (fillfactor = 80)"),
    ]
