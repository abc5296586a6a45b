"""Whether a person's time here overlaps time of the same person in another practice: that it does, and nothing more.

Of the entries given it names those of the running practice that overlap; where, with whom and for how long stays there.
"""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

ELSEWHERE = crossing_function_sql(
    "billing_time_elsewhere(asked uuid[])",
    "SETOF uuid",
    """
    DECLARE here uuid := nullif(current_setting('app.practice', true), '')::uuid;
    BEGIN
        RETURN QUERY SELECT t.id FROM billing_timeentry t
        JOIN accounts_membership m ON m.practice_id = t.practice_id AND m.id = t.membership_id
        WHERE t.practice_id = here AND t.id = ANY (asked) AND t.ended_at IS NOT NULL AND EXISTS (
            SELECT 1 FROM accounts_membership om
            JOIN billing_timeentry o ON o.practice_id = om.practice_id AND o.membership_id = om.id
            WHERE om.user_id = m.user_id AND om.practice_id <> here
            AND o.started_at < t.ended_at AND o.ended_at > t.started_at
            AND o.superseded_at IS NULL AND NOT o.is_withdrawal AND o.rejected_at IS NULL
        );
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_voids_and_leases"), ("accounts", "0003_synthetic")]
    is_expanding = True  # a function more
    operations = [migrations.RunSQL(ELSEWHERE)]
