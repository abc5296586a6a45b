"""How many patients are on the triage list, at each level and with an alert nobody has answered: kept by the database, so that no
list counts rows.

One row for a practice: whoever changes levels queues up on it and cannot meet somebody else who waits for the other half. A
statement-level trigger counts what an INSERT or a DELETE moved, a row-level one an UPDATE that changed what is counted; that is
rare, and the others pay for a comparison only. All run as the caller, under row-level security.
"""

from django.db import migrations

LEVELS = ("critical", "warning", "normal", "no_data")
COLUMNS = [*LEVELS, *(f"{level}_waiting" for level in LEVELS)]
_NAMES = ", ".join(COLUMNS)
_SUMS = ", ".join(
    [f"coalesce(sum(change) FILTER (WHERE level = '{level}'), 0)" for level in LEVELS]
    + [f"coalesce(sum(change) FILTER (WHERE level = '{level}' AND unacknowledged_alerts > 0), 0)" for level in LEVELS]
)
_ADDED = ", ".join(f"{name} = triage_listed.{name} + excluded.{name}" for name in COLUMNS)


def _count(moved: str) -> str:
    """Add what `moved` (practice_id, level, unacknowledged_alerts, change) says to the rows of its practices."""
    return f"""
    INSERT INTO triage_listed (practice_id, {_NAMES})
    SELECT practice_id, {_SUMS} FROM ({moved}) m GROUP BY practice_id ORDER BY practice_id
    ON CONFLICT (practice_id) DO UPDATE SET {_ADDED};
    """  # noqa: S608 (constant text)


def _trigger_function(name: str, moved: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$ "
        f"BEGIN {_count(moved)} RETURN NULL; END $$"
    )


_COUNTED = "practice_id, level, unacknowledged_alerts"
ADDED = f"SELECT {_COUNTED}, 1 AS change FROM added WHERE is_monitored"
GONE = f"SELECT {_COUNTED}, -1 AS change FROM gone WHERE is_monitored"
MOVED = """
    SELECT v.practice_id, v.level, v.unacknowledged_alerts, v.change FROM (VALUES
        (OLD.practice_id, OLD.level, OLD.unacknowledged_alerts, OLD.is_monitored, -1),
        (NEW.practice_id, NEW.level, NEW.unacknowledged_alerts, NEW.is_monitored, 1)
    ) AS v (practice_id, level, unacknowledged_alerts, is_monitored, change) WHERE v.is_monitored
"""
TRIGGERS = [
    "CREATE TRIGGER triage_listed_added AFTER INSERT ON triage_patientstate REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION triage_count_added()",
    "CREATE TRIGGER triage_listed_gone AFTER DELETE ON triage_patientstate REFERENCING OLD TABLE AS gone "
    "FOR EACH STATEMENT EXECUTE FUNCTION triage_count_gone()",
    "CREATE TRIGGER triage_listed_moved AFTER UPDATE ON triage_patientstate FOR EACH ROW "
    "WHEN ((OLD.is_monitored, OLD.level, OLD.unacknowledged_alerts > 0) "
    "IS DISTINCT FROM (NEW.is_monitored, NEW.level, NEW.unacknowledged_alerts > 0)) "
    "EXECUTE FUNCTION triage_count_moved()",
]
# The owner sees rows of every practice only where it says so.
KNOWN = [
    "SELECT set_config('app.crossing', 'on', true)",
    _count(f"SELECT {_COUNTED}, 1 AS change FROM triage_patientstate WHERE is_monitored"),
    "SELECT set_config('app.crossing', '', true)",
]


class Migration(migrations.Migration):
    dependencies = [("triage", "0005_listed")]
    is_expanding = True  # triggers that keep a table of their own
    operations = [
        migrations.RunSQL(
            [
                _trigger_function("triage_count_added", ADDED),
                _trigger_function("triage_count_gone", GONE),
                _trigger_function("triage_count_moved", MOVED),
                *TRIGGERS,
                *KNOWN,
            ]
        )
    ]
