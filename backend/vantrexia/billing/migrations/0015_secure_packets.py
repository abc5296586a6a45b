"""Row-level security and composite foreign keys of evidence packets."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_packets")]
    operations = [SecurePracticeTables("billing", ["EvidencePacket"])]
