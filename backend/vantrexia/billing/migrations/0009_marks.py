"""Whose billing must be computed again is noted by the database itself, in the transaction that changes a fact.

Statement-level triggers append one mark per patient a statement touched: no writer can forget it, and writers never wait
for each other, because nothing is updated. And what an entry says is kept from change by anybody.
"""

from django.db import migrations

MARK = "INSERT INTO billing_mark (practice_id, patient_id, at) SELECT DISTINCT c.practice_id, c.patient_id, now() FROM"


def function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$\n"
        f"BEGIN\n{body}\nEND $$"
    )


FUNCTIONS = [
    function("billing_mark_rows", f"{MARK} changed c WHERE c.patient_id IS NOT NULL; RETURN NULL;"),
    # A row that moved to another patient (a merge, a wrong person) concerns both.
    function(
        "billing_mark_moves",
        f"{MARK} (SELECT practice_id, patient_id FROM before UNION SELECT practice_id, patient_id FROM changed) c; "
        "RETURN NULL;",
    ),
    function(
        "billing_mark_patients",
        f"{MARK} (SELECT n.practice_id, n.id AS patient_id FROM changed n JOIN before o ON o.id = n.id "
        "WHERE (n.timezone, n.deceased_at, n.merged_into_id, n.is_test) "
        "IS DISTINCT FROM (o.timezone, o.deceased_at, o.merged_into_id, o.is_test)) c; RETURN NULL;",
    ),
    # Only what was billed is a fact to the rules; a pending entry is their answer.
    function(
        "billing_mark_entries",
        f"{MARK} (SELECT n.practice_id, n.patient_id FROM changed n JOIN before o ON o.id = n.id "
        "WHERE (n.status <> 'pending' OR o.status <> 'pending' OR n.patient_id <> o.patient_id) "
        "AND (n.status, n.voided_at, n.patient_id) IS DISTINCT FROM (o.status, o.voided_at, o.patient_id) "
        "UNION SELECT o.practice_id, o.patient_id FROM changed n JOIN before o ON o.id = n.id "
        "WHERE n.patient_id <> o.patient_id) c; RETURN NULL;",
    ),
    function(
        "billing_mark_payers",
        f"{MARK} (SELECT v.practice_id, v.patient_id FROM changed n JOIN before o ON o.id = n.id "
        "JOIN billing_coverage v ON v.practice_id = n.practice_id AND v.payer_id = n.id "
        "WHERE (n.name, n.rule_payer) IS DISTINCT FROM (o.name, o.rule_payer)) c; RETURN NULL;",
    ),
    # What a unit is worth has changed: pending entries are priced again.
    function(
        "billing_mark_pending",
        f"{MARK} (SELECT e.practice_id, e.patient_id FROM billing_billingentry e WHERE e.voided_at IS NULL "
        "AND e.status = 'pending' AND e.practice_id IN (SELECT practice_id FROM changed)) c; RETURN NULL;",
    ),
    function(
        "billing_mark_settings",
        f"{MARK} (SELECT e.practice_id, e.patient_id FROM billing_billingentry e WHERE e.voided_at IS NULL "
        "AND e.status = 'pending' AND e.practice_id IN (SELECT practice_id FROM changed WHERE name = 'billing')) c; "
        "RETURN NULL;",
    ),
    function(
        "billing_entry_stays",
        "IF (NEW.practice_id, NEW.episode_id, NEW.cpt_code, NEW.units, NEW.period_start, NEW.period_end, NEW.service_date, "
        "NEW.duration_minutes, NEW.amount, NEW.amount_is_estimate, NEW.payer_id, NEW.payer_name, NEW.icd10_codes, "
        "NEW.corrects, NEW.facts, NEW.rule_set, NEW.rules_version, NEW.fingerprint, NEW.auto_generated, "
        "NEW.created_by_id, NEW.created_at, NEW.replaces_id) "
        "IS DISTINCT FROM (OLD.practice_id, OLD.episode_id, OLD.cpt_code, OLD.units, OLD.period_start, OLD.period_end, "
        "OLD.service_date, OLD.duration_minutes, OLD.amount, OLD.amount_is_estimate, OLD.payer_id, OLD.payer_name, "
        "OLD.icd10_codes, OLD.corrects, OLD.facts, OLD.rule_set, OLD.rules_version, OLD.fingerprint, OLD.auto_generated, "
        "OLD.created_by_id, OLD.created_at, OLD.replaces_id) "
        "OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN "
        "RAISE EXCEPTION 'a billing entry does not change; void it and make another' USING ERRCODE = 'check_violation'; "
        "END IF; RETURN NEW;",
    ),
]
FACTS = [
    "patients_consent", "patients_episode", "patients_order", "patients_pause", "patients_inpatientstay",
    "patients_relationshipevidence", "devices_assignment", "devices_devicesetup", "vitals_reading",
    "billing_timeentry", "billing_coverage", "billing_outsideclaim",
]  # fmt: skip


def insert_trigger(table: str, called: str) -> str:
    return (
        f"CREATE TRIGGER billing_mark_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {called}()"
    )


def triggers(table: str) -> list[str]:
    return [
        insert_trigger(table, "billing_mark_rows"),
        f"CREATE TRIGGER billing_mark_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS before "
        "NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION billing_mark_moves()",
        f"CREATE TRIGGER billing_mark_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed "
        "FOR EACH STATEMENT EXECUTE FUNCTION billing_mark_rows()",
    ]


def update_trigger(table: str, called: str) -> str:
    return (
        f"CREATE TRIGGER billing_mark_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS before "
        f"NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {called}()"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0008_secure_fees"),
        ("patients", "0004_rank"),
        ("devices", "0003_keys_that_end"),
        ("vitals", "0003_recent"),
        ("accounts", "0003_synthetic"),
    ]
    # New functions and triggers only; the release before inserts and updates as it did, and its changes are noted too.
    is_expanding = True
    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL([statement for table in FACTS for statement in triggers(table)]),
        migrations.RunSQL(
            [
                update_trigger("patients_patient", "billing_mark_patients"),
                update_trigger("patients_interaction", "billing_mark_moves"),
                update_trigger("billing_billingentry", "billing_mark_entries"),
                update_trigger("billing_payer", "billing_mark_payers"),
                update_trigger("billing_feefile", "billing_mark_pending"),
                insert_trigger("billing_feefile", "billing_mark_pending"),
                insert_trigger("accounts_practicesetting", "billing_mark_settings"),
                "CREATE TRIGGER billing_entry_stays BEFORE UPDATE ON billing_billingentry "
                "FOR EACH ROW EXECUTE FUNCTION billing_entry_stays()",
                "REVOKE DELETE ON billing_billingentry, billing_entryevent FROM vantrexia_app",
            ]
        ),
    ]
