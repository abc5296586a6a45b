"""Row-level security of practices and people, and the few functions that must look across practices to sign in."""

from django.db import migrations

from vantrexia.core.migration_ops import (
    PRACTICE_SETTING,
    SecurePracticeTables,
    crossing_function_sql,
    crossing_policy_sql,
    secure_table_sql,
)

USER_SETTING = "nullif(current_setting('app.user', true), '')::bigint"
MEMBER = (
    "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = accounts_user.id "
    f"AND m.practice_id = {PRACTICE_SETTING})"
)


def personal_table_sql(table: str) -> list[str]:
    """A table of a person's own rows: seen by that person (app.user) and, for administration, within the practice."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_rows ON {table} USING (user_id = {USER_SETTING}) WITH CHECK (user_id = {USER_SETTING})",
        f"CREATE POLICY backup_reads ON {table} FOR SELECT TO vantrexia_backup USING (true)",
        crossing_policy_sql(table),
    ]


USER_POLICIES = [
    "ALTER TABLE accounts_user ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE accounts_user FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY own_or_member ON accounts_user FOR SELECT USING (id = {USER_SETTING} OR {MEMBER})",
    f"CREATE POLICY own_or_member_update ON accounts_user FOR UPDATE USING (id = {USER_SETTING} OR {MEMBER})",
    f"CREATE POLICY with_a_practice ON accounts_user FOR INSERT WITH CHECK ({PRACTICE_SETTING} IS NOT NULL OR id = {USER_SETTING})",
    "CREATE POLICY backup_reads ON accounts_user FOR SELECT TO vantrexia_backup USING (true)",
    crossing_policy_sql("accounts_user"),
    "REVOKE DELETE ON accounts_user FROM vantrexia_app",
]
ORGANISATION_POLICIES = [
    "ALTER TABLE accounts_organisation ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE accounts_organisation FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own_organisation ON accounts_organisation USING "
    f"(id IN (SELECT p.organisation_id FROM accounts_practice p WHERE p.id = {PRACTICE_SETTING}))",
    "CREATE POLICY backup_reads ON accounts_organisation FOR SELECT TO vantrexia_backup USING (true)",
    crossing_policy_sql("accounts_organisation"),
]

FIND_USER = crossing_function_sql(
    "auth_find_user(wanted text)",
    "bigint",
    "BEGIN RETURN (SELECT u.id FROM accounts_user u WHERE u.email = wanted); END",
)
MEMBERSHIPS = crossing_function_sql(
    "auth_memberships(person bigint)",
    "TABLE(membership_id uuid, practice_id uuid)",
    """
    BEGIN
        RETURN QUERY SELECT m.id, m.practice_id FROM accounts_membership m
        JOIN accounts_practice p ON p.id = m.practice_id
        WHERE m.user_id = person AND m.is_active AND p.closed_at IS NULL ORDER BY m.created_at, m.id;
    END
    """,
)
FIND_REFRESH = crossing_function_sql(
    "auth_find_refresh(hash bytea)",
    "TABLE(token_id uuid, session_id uuid, practice_id uuid, user_id bigint)",
    """
    BEGIN
        RETURN QUERY SELECT t.id, t.session_id, t.practice_id, s.user_id FROM accounts_refreshtoken t
        JOIN accounts_session s ON s.id = t.session_id AND s.practice_id = t.practice_id WHERE t.token_hash = hash;
    END
    """,
)
FIND_RESET = crossing_function_sql(
    "auth_find_reset(hash bytea)",
    "TABLE(reset_id uuid, user_id bigint)",
    "BEGIN RETURN QUERY SELECT r.id, r.user_id FROM accounts_passwordreset r WHERE r.token_hash = hash; END",
)
END_SESSIONS = crossing_function_sql(
    "auth_end_sessions(person bigint, why text, moment timestamptz, keep uuid)",
    "integer",
    """
    DECLARE ended integer;
    BEGIN
        UPDATE accounts_session s SET ended_at = moment, end_reason = why
        WHERE s.user_id = person AND s.ended_at IS NULL AND (keep IS NULL OR s.id <> keep);
        GET DIAGNOSTICS ended = ROW_COUNT;
        RETURN ended;
    END
    """,
)
# One call: is the session alive, who is it, and from here on the transaction shows that practice's rows.
OPEN_SESSION = crossing_function_sql(
    "auth_open_session(wanted uuid, moment timestamptz)",
    "TABLE(practice_id uuid, user_id bigint, user_uuid uuid, membership_id uuid, role text, scope text, client text, "
    "patient_id uuid, language text, timezone text, broken_glass boolean)",
    """
    DECLARE s record;
    BEGIN
        SELECT se.id, se.practice_id, se.user_id, se.membership_id, se.scope, se.client, se.last_used_at,
               u.uuid, u.language, m.role, m.patient_id, p.timezone
        INTO s FROM accounts_session se
        JOIN accounts_user u ON u.id = se.user_id AND u.is_active
        JOIN accounts_membership m ON m.id = se.membership_id AND m.practice_id = se.practice_id AND m.is_active
        JOIN accounts_practice p ON p.id = se.practice_id AND p.closed_at IS NULL
        WHERE se.id = wanted AND se.ended_at IS NULL AND se.expires_at > moment
          AND se.last_used_at > moment - make_interval(mins => se.idle_minutes);
        IF NOT FOUND THEN RETURN; END IF;
        IF s.last_used_at < moment - interval '30 seconds' THEN
            UPDATE accounts_session se SET last_used_at = moment WHERE se.id = wanted;
        END IF;
        PERFORM set_config('app.practice', s.practice_id::text, true), set_config('app.user', s.user_id::text, true);
        RETURN QUERY SELECT s.practice_id, s.user_id::bigint, s.uuid, s.membership_id, s.role::text, s.scope::text, s.client::text,
            s.patient_id, s.language::text, s.timezone::text,
            EXISTS (SELECT 1 FROM accounts_breakglass b WHERE b.practice_id = s.practice_id
                    AND b.membership_id = s.membership_id AND b.ended_at IS NULL AND b.expires_at > moment);
    END
    """,
)
ALL_PRACTICES = crossing_function_sql(
    "accounts_practice_ids()",
    "SETOF uuid",
    "BEGIN RETURN QUERY SELECT p.id FROM accounts_practice p WHERE p.closed_at IS NULL ORDER BY p.created_at; END",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        SecurePracticeTables("accounts"),
        migrations.RunSQL(secure_table_sql("accounts_practice", column="id")),
        migrations.RunSQL(USER_POLICIES),
        migrations.RunSQL(ORGANISATION_POLICIES),
        migrations.RunSQL(personal_table_sql("accounts_recoverycode")),
        migrations.RunSQL(personal_table_sql("accounts_passwordreset")),
        migrations.RunSQL(
            [
                crossing_policy_sql(table)
                for table in (
                    "accounts_practice",
                    "accounts_membership",
                    "accounts_session",
                    "accounts_refreshtoken",
                    "accounts_breakglass",
                )
            ]
        ),
        *[
            migrations.RunSQL(function)
            for function in (
                FIND_USER, MEMBERSHIPS, FIND_REFRESH, FIND_RESET, END_SESSIONS, OPEN_SESSION, ALL_PRACTICES,
            )
        ],
    ]
