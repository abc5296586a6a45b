"""The table of readings: partitioned by month of measurement, no default partition, secured on every level."""

from django.db import migrations

from vantrexia.core.migration_ops import SecurePracticeTables, secure_table_sql

READING = """
CREATE TABLE vitals_reading (
    id uuid NOT NULL,
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    device_id uuid,
    identity uuid GENERATED ALWAYS AS (coalesce(device_id, patient_id)) STORED,
    slot smallint NOT NULL DEFAULT 1,
    kind varchar(32) NOT NULL,
    measured_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    local_date date NOT NULL,
    zone varchar(64) NOT NULL,
    seq smallint NOT NULL DEFAULT 0,
    systolic double precision,
    diastolic double precision,
    pulse double precision,
    irregular_beat boolean,
    spo2 double precision,
    weight_kg double precision,
    glucose_mg_dl double precision,
    meal_marker varchar(16) NOT NULL DEFAULT '',
    temperature_c double precision,
    respiratory_rate double precision,
    original jsonb NOT NULL DEFAULT '{}',
    context jsonb NOT NULL DEFAULT '{}',
    origin varchar(16) NOT NULL,
    state varchar(16) NOT NULL DEFAULT 'final',
    is_late boolean NOT NULL DEFAULT false,
    delivery_id uuid,
    recorded_by_id integer,
    device_text varchar(100) NOT NULL DEFAULT '',
    row_version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (practice_id, id, measured_at),
    CONSTRAINT vitals_reading_once UNIQUE (practice_id, identity, slot, kind, measured_at, seq),
    CONSTRAINT vitals_reading_kind CHECK (kind IN ('blood_pressure', 'heart_rate', 'pulse_oximetry', 'weight', 'glucose',
        'temperature', 'respiratory_rate')),
    CONSTRAINT vitals_reading_origin CHECK (origin IN ('automatic', 'staff_typed', 'patient_typed', 'import', 'synthetic')),
    CONSTRAINT vitals_reading_state CHECK (state IN ('final', 'amended', 'entered_in_error')),
    CONSTRAINT vitals_reading_patient FOREIGN KEY (practice_id, patient_id) REFERENCES patients_patient (practice_id, id),
    CONSTRAINT vitals_reading_device FOREIGN KEY (practice_id, device_id) REFERENCES devices_device (practice_id, id)
) PARTITION BY RANGE (measured_at)
"""
INDEX = "CREATE INDEX vitals_reading_patient_time ON vitals_reading (practice_id, patient_id, measured_at DESC)"


class Migration(migrations.Migration):
    dependencies = [("vitals", "0001_initial"), ("devices", "0002_secure"), ("patients", "0002_secure")]
    operations = [
        migrations.RunSQL([READING, INDEX, *secure_table_sql("vitals_reading")]),
        SecurePracticeTables("vitals", ["Correction"]),
        migrations.RunSQL(secure_table_sql("vitals_readingkey")),
        migrations.RunSQL("REVOKE DELETE ON vitals_reading FROM vantrexia_app"),
    ]
