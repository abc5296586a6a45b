"""Row-level security and composite foreign keys of patients."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("accounts", "0002_secure")]
    operations = [SecurePracticeTables("patients")]
