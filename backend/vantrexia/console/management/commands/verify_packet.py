"""Verify an evidence packet offline; touches no database and asks nobody.

`manage.py verify_packet --signature S.json --keys evidence-keys.json [--document D.json] [--pdf P.pdf]`: the files as they were
downloaded (`form=signature`, `form=json`, `form=pdf`), the keys from `/.well-known/evidence-keys.json`. Exit status: 0 everything
given is as it was signed, 1 something is not, 2 a file cannot be read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vantrexia.audit.services.signing import is_signed_by


class Command(BaseCommand):
    """Say whether files are those of a signed packet."""

    help = "Verify an evidence packet's files with its signature and the published keys (no database needed)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--signature", type=Path, required=True, help="the packet's form=signature")
        parser.add_argument("--keys", type=Path, required=True, help="/.well-known/evidence-keys.json")
        parser.add_argument("--document", type=Path, help="the packet's form=json")
        parser.add_argument("--pdf", type=Path, help="the packet's form=pdf")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = json.loads(options["signature"].read_text("utf-8"))
            signed, key_id = said["signed"], said["key_id"]
            keys = {one["kid"]: one["pem"] for one in json.loads(options["keys"].read_text("utf-8"))["keys"]}
            signature = base64.b64decode(said["signature"], validate=True)
            files = {
                name: options[option].read_bytes()
                for name, option in (("document_sha256", "document"), ("pdf_sha256", "pdf"))
                if options[option]
            }
            is_signed = key_id in keys and is_signed_by(keys[key_id], signed, signature)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            self.stderr.write(f"error: a file is not what it should be ({type(problem).__name__})")
            sys.exit(2)
        faults = [
            f"{name.removesuffix('_sha256')} is not the file that was signed"
            for name, body in files.items()
            if hashlib.sha256(body).hexdigest() != signed.get(name)
        ]
        if not is_signed:
            known = "the signature does not fit" if key_id in keys else f"key {key_id} is not among the keys"
            faults.insert(0, known)
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            sys.exit(1)
        count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
        self.stdout.write(f"good: {count} as signed at {signed['made_at']} by key {key_id}")
