"""Keys that end at a time, and claims bounded by weight.

A rotated key may stay valid for a while beside the new one: `revoked_at` may lie ahead. A claim takes deliveries
until their bodies, expanded, reach a weight, so that a worker's memory does not depend on what is sent.
"""

from django.db import migrations

from vantrexia.core.migration_ops import crossing_function_sql

INFO = crossing_function_sql(
    "devices_connection_info(wanted uuid)",
    "TABLE(practice_id uuid, gateway text, hourly_budget integer, key_row uuid, key_id text, secret text)",
    """
    BEGIN
        RETURN QUERY SELECT c.practice_id, c.gateway::text, c.hourly_budget, k.id, k.key_id::text, k.secret
        FROM devices_connection c JOIN devices_connectionkey k ON k.practice_id = c.practice_id AND k.connection_id = c.id
        JOIN accounts_practice p ON p.id = c.practice_id AND p.closed_at IS NULL
        WHERE c.id = wanted AND c.is_active AND (k.revoked_at IS NULL OR k.revoked_at > clock_timestamp()) ORDER BY k.created_at DESC;
    END
    """,
)
RECEIVE = crossing_function_sql(
    "devices_receive(p_id uuid, p_practice uuid, p_connection uuid, p_key_id text, p_delivery_key text, p_sha256 bytea, p_body bytea, "
    "p_bytes integer, p_content_type text, p_encoding text, p_received timestamptz)",
    "TABLE(outcome text, delivery_id uuid)",
    """
    DECLARE
        door record;
        earlier record;
        other_key text;
    BEGIN
        SELECT c.gateway INTO door FROM devices_connection c
        JOIN devices_connectionkey k ON k.practice_id = c.practice_id AND k.connection_id = c.id
        WHERE c.id = p_connection AND c.practice_id = p_practice AND c.is_active AND k.key_id = p_key_id
          AND (k.revoked_at IS NULL OR k.revoked_at > clock_timestamp());
        IF NOT FOUND THEN
            RETURN QUERY SELECT 'refused'::text, NULL::uuid;
            RETURN;
        END IF;
        INSERT INTO devices_deliverykey AS dk (connection_id, delivery_key, practice_id, delivery_id, received_at, body_sha256)
        VALUES (p_connection, p_delivery_key, p_practice, p_id, p_received, p_sha256) ON CONFLICT DO NOTHING;
        IF FOUND THEN
            INSERT INTO devices_delivery (id, practice_id, connection_id, gateway, received_at, key_id, delivery_key, content_type,
                content_encoding, body, body_bytes, next_attempt_at)
            VALUES (p_id, p_practice, p_connection, door.gateway, p_received, p_key_id, p_delivery_key, p_content_type, p_encoding,
                p_body, p_bytes, p_received);
            RETURN QUERY SELECT 'accepted'::text, p_id;
            RETURN;
        END IF;
        SELECT dk.delivery_id, dk.body_sha256 INTO earlier FROM devices_deliverykey dk
        WHERE dk.connection_id = p_connection AND dk.delivery_key = p_delivery_key;
        IF earlier.body_sha256 = p_sha256 THEN
            RETURN QUERY SELECT 'duplicate'::text, earlier.delivery_id;
            RETURN;
        END IF;
        -- The same key with another body: kept, but not understood as the same thing.
        other_key := left(p_delivery_key, 90) || '~' || encode(substr(p_sha256, 1, 16), 'hex');
        INSERT INTO devices_deliverykey AS dk (connection_id, delivery_key, practice_id, delivery_id, received_at, body_sha256)
        VALUES (p_connection, other_key, p_practice, p_id, p_received, p_sha256) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RETURN QUERY SELECT 'duplicate'::text, dk.delivery_id FROM devices_deliverykey dk
            WHERE dk.connection_id = p_connection AND dk.delivery_key = other_key;
            RETURN;
        END IF;
        INSERT INTO devices_delivery (id, practice_id, connection_id, gateway, received_at, key_id, delivery_key, content_type,
            content_encoding, body, body_bytes, status, reason)
        VALUES (p_id, p_practice, p_connection, door.gateway, p_received, p_key_id, other_key, p_content_type, p_encoding,
            p_body, p_bytes, 'quarantined', 'key_reused');
        RETURN QUERY SELECT 'key_reused'::text, p_id;
    END
    """,
)
CLAIM = crossing_function_sql(
    "devices_claim_deliveries(most integer, most_weight bigint, moment timestamptz, lease interval)",
    "TABLE(delivery_id uuid, received_at timestamptz, practice_id uuid)",
    """
    BEGIN
        RETURN QUERY
        WITH due AS (
            SELECT d.practice_id, d.id, d.received_at, d.next_attempt_at,
                -- What a compressed body expands to is bounded by what is accepted; its size alone says little.
                CASE WHEN d.content_encoding IN ('', 'identity') THEN d.body_bytes ELSE least(d.body_bytes * 50::bigint, 5242880) END AS weight
            FROM devices_delivery d
            WHERE d.status = 'received' AND d.next_attempt_at <= moment AND (d.leased_until IS NULL OR d.leased_until <= moment)
            ORDER BY d.next_attempt_at LIMIT most FOR UPDATE SKIP LOCKED
        ), bounded AS (
            SELECT due.*, sum(due.weight) OVER (ORDER BY due.next_attempt_at, due.id) - due.weight AS before FROM due
        )
        UPDATE devices_delivery d SET leased_until = moment + lease, attempts = d.attempts + 1 FROM bounded
        WHERE bounded.before < most_weight
            AND d.practice_id = bounded.practice_id AND d.id = bounded.id AND d.received_at = bounded.received_at
        RETURNING d.id, d.received_at, d.practice_id;
    END
    """,
)

class Migration(migrations.Migration):
    dependencies = [("devices", "0002_secure")]
    operations = [
        migrations.RunSQL([INFO, RECEIVE, "DROP FUNCTION devices_claim_deliveries(integer, timestamptz, interval)", CLAIM]),
    ]
