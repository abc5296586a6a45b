"""Which practice carries the proof of life."""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

SYNTHETIC = crossing_function_sql(
    "accounts_synthetic_practice()",
    "uuid",
    "BEGIN RETURN (SELECT p.id FROM accounts_practice p WHERE p.is_synthetic AND p.closed_at IS NULL ORDER BY p.created_at LIMIT 1); END",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_secure")]
    operations = [migrations.RunSQL(SYNTHETIC)]
