"""Row-level security and composite foreign keys of fee files and their rows."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_fee_files")]
    operations = [SecurePracticeTables("billing", ["FeeFile", "FeeRow"])]
