"""Row-level security and composite foreign keys of payers, coverage, claim providers and others' claims."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_payers")]
    operations = [SecurePracticeTables("billing", ["Payer", "Plan", "Coverage", "ClaimProvider", "OutsideClaim"])]
