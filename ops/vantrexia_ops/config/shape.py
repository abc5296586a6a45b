"""The typed configuration: `Config` and its tables. Defaults are repeated, with their meaning, in docs/*.toml; a test compares them.

Durations carry their unit in the name. Everything is frozen: a run uses one configuration from start to end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Ratio = Annotated[float, msgspec.Meta(ge=0, le=1)]
HostName = Annotated[str, msgspec.Meta(min_length=1, max_length=253)]


class HostTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    directory: str = "/opt/vantrexia"
    state: str = "/opt/vantrexia/state"
    stack: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]{0,30}$")] = "vantrexia"
    compose_overrides: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    app_prefix: str = "10.203.2"
    http_listen: str = "80"
    https_listen: str = "443"


class NamesTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    app: HostName
    api: HostName


class ImagesTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    prefix: str = "ghcr.io/highlandpc/vantrexia"
    pull: bool = True
    require_digest: bool = True
    valkey: str = "valkey/valkey:9.1"
    postgres: str = "postgres:18"


class DeployTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    ready_every_seconds: Positive = 5
    ready_within_seconds: Positive = 60
    drain_seconds: Count = 30
    drain_long_seconds: Count = 75
    bake_seconds: Count = 300
    bake_error_ratio: Ratio = 0.01
    bake_least_errors: Positive = 3
    lock_timeout_seconds: Positive = 2
    statement_timeout_seconds: Positive = 60
    migrate_attempts: Positive = 5
    lease_seconds: Positive = 30
    keep_releases: Annotated[int, msgspec.Meta(ge=3)] = 5
    stop_seconds: Positive = 90


class ChecksTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    disk_free_mb: Count = 3072
    memory_free_mb: Count = 1280
    clock_skew_seconds: Count = 30
    certificate_days: Count = 30
    backup_age_hours: Count = 26
    backup_marker: str = ""


class SecretsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    source: Literal["directory", "command", "aws"] = "directory"
    directory: str = "/etc/vantrexia/secrets"
    command: tuple[str, ...] = ()
    aws_secret: str = ""
    aws_region: str = ""
    target: str = "/run/vantrexia/secrets"
    rotate_days: Count = 90


class SmokeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    public: bool = True
    email_secret: str = "SMOKE_EMAIL"  # noqa: S105 - the name of a secret, not one
    password_secret: str = "SMOKE_PASSWORD"  # noqa: S105 - the name of a secret, not one
    totp_secret: str = "SMOKE_TOTP"  # noqa: S105 - the name of a secret, not one
    ca_file: str = ""
    timeout_seconds: Positive = 10
    proof: bool = True
    proof_within_seconds: Positive = 45


class ProxyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    requests_per_second: Positive = 50
    sign_ins_per_minute: Positive = 60
    deliveries_per_second: Positive = 20
    require_origin_pulls: bool = False
    require_cloudflare: bool = False
    ranges: str = ""


class AlarmsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    objective: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.999
    queue_age_seconds: Positive = 300
    proof_age_seconds: Positive = 720
    beat_age_seconds: Positive = 120
    sweep_age_seconds: Positive = 600
    reading_to_alert_seconds: Positive = 60
    pagerduty_secret: str = "PAGERDUTY_ROUTING_KEY"  # noqa: S105 - the name of a secret, not one
    pagerduty_url: str = "https://events.pagerduty.com"
    slack_secret: str = "SLACK_WEBHOOK_URL"  # noqa: S105 - the name of a secret, not one
    heartbeat_url: str = ""
    textfile_directory: str = ""
    emf_file: str = ""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything the tool is told. `source` is the file it was read from."""

    names: NamesTable
    host: HostTable = HostTable()
    images: ImagesTable = ImagesTable()
    deploy: DeployTable = DeployTable()
    checks: ChecksTable = ChecksTable()
    secrets: SecretsTable = SecretsTable()
    smoke: SmokeTable = SmokeTable()
    proxy: ProxyTable = ProxyTable()
    alarms: AlarmsTable = AlarmsTable()
    environment: dict[str, str] = {}

    @property
    def compose_file(self) -> Path:
        return Path(self.host.directory) / "docker-compose.prod.yml"
