"""Counts of patients kept by the database, so that no list counts rows; every practice for the rotation of keys.

A statement-level trigger counts what an INSERT added (one or ten thousand rows alike), a row-level one what changed its group.
Both run as the caller, under row-level security.
"""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

GROUP_FUNCTION = """
CREATE FUNCTION patients_group(active boolean, merged_into uuid) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN merged_into IS NOT NULL THEN 'merged' WHEN active THEN 'active' ELSE 'archived' END
$$
"""
COUNT_ADDED = """
CREATE FUNCTION patients_count_added() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO patients_counter (practice_id, name, value)
    SELECT a.practice_id, patients_group(a.active, a.merged_into_id), count(*) FROM added a GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (practice_id, name) DO UPDATE SET value = patients_counter.value + excluded.value;
    RETURN NULL;
END $$
"""
COUNT_MOVED = """
CREATE FUNCTION patients_count_moved() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO patients_counter (practice_id, name, value)
    SELECT m.practice_id, m.name, m.change FROM (VALUES
        (OLD.practice_id, patients_group(OLD.active, OLD.merged_into_id), -1),
        (NEW.practice_id, patients_group(NEW.active, NEW.merged_into_id), 1)) AS m (practice_id, name, change)
    ORDER BY m.name
    ON CONFLICT (practice_id, name) DO UPDATE SET value = patients_counter.value + excluded.value;
    RETURN NULL;
END $$
"""
TRIGGERS = [
    "CREATE TRIGGER patients_counted AFTER INSERT ON patients_patient REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION patients_count_added()",
    "CREATE TRIGGER patients_recounted AFTER UPDATE OF active, merged_into_id ON patients_patient FOR EACH ROW "
    "WHEN (patients_group(OLD.active, OLD.merged_into_id) IS DISTINCT FROM patients_group(NEW.active, NEW.merged_into_id)) "
    "EXECUTE FUNCTION patients_count_moved()",
    "ALTER TABLE patients_patient ADD CONSTRAINT patients_merged_is_inactive CHECK (merged_into_id IS NULL OR NOT active)",
]
# Keys are rotated in closed practices as well: their records are kept for years.
EVERY_PRACTICE = crossing_function_sql(
    "patients_practices_with_sealed_rows()",
    "SETOF uuid",
    "BEGIN RETURN QUERY SELECT p.id FROM accounts_practice p ORDER BY p.created_at, p.id; END",
)


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_secure"), ("accounts", "0002_secure")]
    operations = [migrations.RunSQL([GROUP_FUNCTION, COUNT_ADDED, COUNT_MOVED, *TRIGGERS, EVERY_PRACTICE])]
