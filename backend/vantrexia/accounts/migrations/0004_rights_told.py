"""What a session may do now, without using it; and a word at commit when that changed, for streams that are open.

A notice (`vantrexia_rights`) carries the id of the session, membership or user concerned and nothing else. It can be lost with a
connection; the stream looks again at its heartbeat in any case.
"""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

RIGHTS = crossing_function_sql(
    "auth_session_rights(wanted uuid, moment timestamptz)",
    "TABLE(role text, scope text, broken_glass boolean)",
    """
    BEGIN
        RETURN QUERY SELECT m.role::text, se.scope::text,
            EXISTS (SELECT 1 FROM accounts_breakglass b WHERE b.practice_id = se.practice_id
                    AND b.membership_id = se.membership_id AND b.ended_at IS NULL AND b.expires_at > moment)
        FROM accounts_session se
        JOIN accounts_user u ON u.id = se.user_id AND u.is_active
        JOIN accounts_membership m ON m.id = se.membership_id AND m.practice_id = se.practice_id AND m.is_active
        JOIN accounts_practice p ON p.id = se.practice_id AND p.closed_at IS NULL
        WHERE se.id = wanted AND se.ended_at IS NULL AND se.expires_at > moment
          AND se.last_used_at > moment - make_interval(mins => se.idle_minutes);
    END
    """,
)
_SAY = (
    "CREATE FUNCTION auth_tell_rights() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$ "
    "BEGIN PERFORM pg_notify('vantrexia_rights', to_jsonb(NEW) ->> TG_ARGV[0]); RETURN NULL; END $$"
)
TRIGGERS = [
    "CREATE TRIGGER auth_rights_told AFTER UPDATE OF ended_at, scope ON accounts_session FOR EACH ROW "
    "WHEN ((OLD.ended_at, OLD.scope) IS DISTINCT FROM (NEW.ended_at, NEW.scope)) "
    "EXECUTE FUNCTION auth_tell_rights('id')",
    "CREATE TRIGGER auth_rights_told AFTER UPDATE OF role, is_active ON accounts_membership FOR EACH ROW "
    "WHEN ((OLD.role, OLD.is_active) IS DISTINCT FROM (NEW.role, NEW.is_active)) "
    "EXECUTE FUNCTION auth_tell_rights('id')",
    "CREATE TRIGGER auth_rights_told AFTER UPDATE OF is_active ON accounts_user FOR EACH ROW "
    "WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active) EXECUTE FUNCTION auth_tell_rights('uuid')",
    "CREATE TRIGGER auth_rights_told AFTER INSERT OR UPDATE OF ended_at ON accounts_breakglass FOR EACH ROW "
    "EXECUTE FUNCTION auth_tell_rights('membership_id')",
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_synthetic")]
    is_expanding = True  # a function nobody calls yet and triggers that only notify
    operations = [migrations.RunSQL(RIGHTS), migrations.RunSQL([_SAY, *TRIGGERS])]
