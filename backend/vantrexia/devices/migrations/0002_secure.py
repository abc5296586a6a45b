"""Assignments that cannot overlap, deliveries partitioned by month of receipt, and the one round trip that keeps them."""

from django.db import migrations

from vantrexia.core.migration_ops import (
    SecurePracticeTables,
    crossing_function_sql,
    crossing_policy_sql,
    secure_table_sql,
)

EXCLUSIONS = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE devices_assignment ADD CONSTRAINT devices_assignment_no_overlap EXCLUDE USING gist
       (practice_id WITH =, device_id WITH =, slot WITH =, tstzrange(starts_at, ends_at) WITH &&)""",
    "ALTER TABLE devices_assignment ADD CONSTRAINT devices_assignment_forward CHECK (ends_at IS NULL OR ends_at >= starts_at)",
    """ALTER TABLE devices_deviceidentifier ADD CONSTRAINT devices_identifier_one_device EXCLUDE USING gist
       (practice_id WITH =, system WITH =, value WITH =, tstzrange(valid_from, valid_to) WITH &&)""",
]
DELIVERY = """
CREATE TABLE devices_delivery (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    gateway varchar(32) NOT NULL,
    received_at timestamptz NOT NULL,
    key_id varchar(32) NOT NULL,
    delivery_key varchar(128) NOT NULL,
    content_type varchar(100) NOT NULL DEFAULT '',
    content_encoding varchar(16) NOT NULL DEFAULT '',
    body bytea NOT NULL,
    body_bytes integer NOT NULL,
    status varchar(16) NOT NULL DEFAULT 'received',
    attempts smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    leased_until timestamptz,
    processed_at timestamptz,
    reason varchar(64) NOT NULL DEFAULT '',
    error text NOT NULL DEFAULT '',
    readings integer NOT NULL DEFAULT 0,
    duplicates integer NOT NULL DEFAULT 0,
    held integer NOT NULL DEFAULT 0,
    body_erased_at timestamptz,
    PRIMARY KEY (practice_id, id, received_at),
    CONSTRAINT devices_delivery_status CHECK (status IN ('received', 'processed', 'quarantined', 'failed')),
    CONSTRAINT devices_delivery_connection FOREIGN KEY (practice_id, connection_id) REFERENCES devices_connection (practice_id, id)
) PARTITION BY RANGE (received_at)
"""
DELIVERY_INDEXES = [
    "CREATE INDEX devices_delivery_due ON devices_delivery (next_attempt_at) WHERE status = 'received'",
    "CREATE INDEX devices_delivery_trouble ON devices_delivery (practice_id, received_at DESC) WHERE status IN ('quarantined', 'failed')",
]
INFO = crossing_function_sql(
    "devices_connection_info(wanted uuid)",
    "TABLE(practice_id uuid, gateway text, hourly_budget integer, key_row uuid, key_id text, secret text)",
    """
    BEGIN
        RETURN QUERY SELECT c.practice_id, c.gateway::text, c.hourly_budget, k.id, k.key_id::text, k.secret
        FROM devices_connection c JOIN devices_connectionkey k ON k.practice_id = c.practice_id AND k.connection_id = c.id
        JOIN accounts_practice p ON p.id = c.practice_id AND p.closed_at IS NULL
        WHERE c.id = wanted AND c.is_active AND k.revoked_at IS NULL ORDER BY k.created_at DESC;
    END
    """,
)
# A 2xx to the gateway means this function's transaction is committed. It checks again what the caller may have cached.
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
        WHERE c.id = p_connection AND c.practice_id = p_practice AND c.is_active AND k.key_id = p_key_id AND k.revoked_at IS NULL;
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
    "devices_claim_deliveries(most integer, moment timestamptz, lease interval)",
    "TABLE(delivery_id uuid, received_at timestamptz, practice_id uuid)",
    """
    BEGIN
        RETURN QUERY
        WITH due AS (
            SELECT d.practice_id, d.id, d.received_at FROM devices_delivery d
            WHERE d.status = 'received' AND d.next_attempt_at <= moment AND (d.leased_until IS NULL OR d.leased_until <= moment)
            ORDER BY d.next_attempt_at LIMIT most FOR UPDATE SKIP LOCKED
        )
        UPDATE devices_delivery d SET leased_until = moment + lease, attempts = d.attempts + 1 FROM due
        WHERE d.practice_id = due.practice_id AND d.id = due.id AND d.received_at = due.received_at
        RETURNING d.id, d.received_at, d.practice_id;
    END
    """,
)
DUE = crossing_function_sql(
    "devices_deliveries_due(moment timestamptz)",
    "TABLE(waiting bigint, oldest timestamptz)",
    """
    BEGIN
        RETURN QUERY SELECT count(*), min(d.received_at) FROM devices_delivery d
        WHERE d.status = 'received' AND d.next_attempt_at <= moment;
    END
    """,
)


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial"), ("accounts", "0002_secure"), ("patients", "0002_secure"), ("core", "0002_secure")]
    operations = [
        SecurePracticeTables(
            "devices",
            [
                "DeviceModel", "Hub", "Device", "DeviceIdentifier", "DeviceEvent", "Assignment", "DeviceSetup", "Connection",
                "ConnectionKey", "HeldMeasurement",
            ],
        ),
        migrations.RunSQL(EXCLUSIONS),
        migrations.RunSQL([DELIVERY, *DELIVERY_INDEXES, *secure_table_sql("devices_delivery")]),
        migrations.RunSQL(secure_table_sql("devices_deliverykey")),
        migrations.RunSQL(
            [
                crossing_policy_sql(table)
                for table in ("devices_connection", "devices_connectionkey", "devices_delivery", "devices_deliverykey")
            ]
        ),
        *[migrations.RunSQL(function) for function in (INFO, RECEIVE, CLAIM, DUE)],
    ]
