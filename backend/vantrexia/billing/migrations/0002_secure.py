"""Row-level security and composite foreign keys of billing."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("accounts", "0002_secure"), ("patients", "0002_secure")]
    operations = [SecurePracticeTables("billing")]
