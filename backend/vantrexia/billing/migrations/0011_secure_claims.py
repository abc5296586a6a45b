"""Row-level security and composite foreign keys of claims, batches, files and remittances; money is written once.

What a payer said and what was posted of it is never changed or deleted by the application: a later remittance corrects
an earlier one by its own rows.
"""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables

CLAIMS = ["ClaimCounter", "EdiFile", "ClaimBatch", "Claim", "ClaimLine", "Acknowledgement", "Appeal"]
MONEY = ["Remittance", "RemittanceClaim", "RemittanceLine", "Adjustment", "Posting"]
KEPT = ["acknowledgement", "remittance", "remittanceclaim", "remittanceline", "adjustment", "posting"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_claims")]
    operations = [
        SecurePracticeTables("billing", CLAIMS + MONEY),
        migrations.RunSQL([f"REVOKE UPDATE, DELETE ON billing_{name} FROM vantrexia_app" for name in KEPT]),
    ]
