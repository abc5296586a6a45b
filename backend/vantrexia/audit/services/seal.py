"""Sealing: giving entries their number in the practice's tree, signing the new root, exporting it.

Only entries of transactions older than every running one (`pg_snapshot_xmin`) are numbered: their set cannot
change any more, so no entry can slip in between two numbers. `seal_practice(...)` and `seal_platform(...)` do
one tree each; `export_roots(...)` appends roots to a file outside the database, where somebody who can
rewrite tables cannot reach.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from vantrexia.audit.models import Entry, Leaf, PlatformEntry, PlatformLeaf, PlatformRoot, Root
from vantrexia.audit.selectors import CANONICAL_FIELDS, PLATFORM_FIELDS, canonical_bytes
from vantrexia.audit.services.signing import sign_head
from vantrexia.domain.merkle import CompactRange, hash_leaf

PLATFORM_TREE = "platform"
MOST = 5000


def list_practices_to_seal() -> list[UUID]:
    """Practices with entries that can be numbered now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_practices_to_seal()")
        return [row[0] for row in cursor.fetchall()]


def seal_practice(practice_id: UUID, *, now: datetime) -> int:
    """Number what can be numbered; returns how many entries. Runs inside the practice's scope; one sealer at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit seal {practice_id}"])
        cursor.execute("SELECT min_txid FROM audit_sealed WHERE practice_id = %s", [practice_id])
        row = cursor.fetchone()
        floor = row[0] if row else 0
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        ceiling: int = cursor.fetchone()[0]
    numbered = Leaf.objects.filter(practice_id=practice_id, entry_id=OuterRef("id"))
    rows = Entry.objects.filter(~Exists(numbered), practice_id=practice_id, txid__gte=floor, txid__lt=ceiling)
    entries = list(rows.order_by("txid", "id").values("txid", *CANONICAL_FIELDS)[:MOST])
    if not entries:
        return 0
    last = Root.objects.filter(practice_id=practice_id).order_by("-tree_size").first()
    tree = (
        CompactRange(last.tree_size, tuple(bytes(part) for part in last.frontier)) if last else CompactRange()
    )
    txids = [entry.pop("txid") for entry in entries]
    hashes = [hash_leaf(canonical_bytes(entry)) for entry in entries]
    Leaf.objects.bulk_create(
        [
            Leaf(practice_id=practice_id, seq=tree.size + number, entry_id=entry["id"], leaf_hash=digest)
            for number, (entry, digest) in enumerate(zip(entries, hashes, strict=True))
        ]
    )
    grown = tree.append(hashes)
    key_id, signature = sign_head(tree=str(practice_id), size=grown.size, root=grown.root, signed_at=now)
    Root(
        practice_id=practice_id,
        tree_size=grown.size,
        root_hash=grown.root,
        frontier=list(grown.frontier),
        signed_at=now,
        key_id=key_id,
        signature=signature,
    ).save(force_insert=True)
    # A batch cut at MOST ends inside a transaction's entries: the floor stays at that transaction.
    reached = ceiling if len(entries) < MOST else txids[-1]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_sealed (practice_id, min_txid) VALUES (%s, %s) "
            "ON CONFLICT (practice_id) DO UPDATE SET min_txid = EXCLUDED.min_txid",
            [practice_id, reached],
        )
    return len(entries)


def seal_platform(*, now: datetime) -> int:
    """The same for events without a practice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit seal platform', 0))")
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        ceiling: int = cursor.fetchone()[0]
    rows = PlatformEntry.objects.filter(
        ~Exists(PlatformLeaf.objects.filter(entry_id=OuterRef("id"))), txid__lt=ceiling
    )
    entries = list(rows.order_by("txid", "id").values(*PLATFORM_FIELDS)[:MOST])
    if not entries:
        return 0
    last = PlatformRoot.objects.order_by("-tree_size").first()
    tree = (
        CompactRange(last.tree_size, tuple(bytes(part) for part in last.frontier)) if last else CompactRange()
    )
    hashes = [hash_leaf(canonical_bytes(entry)) for entry in entries]
    PlatformLeaf.objects.bulk_create(
        [
            PlatformLeaf(seq=tree.size + number, entry_id=entry["id"], leaf_hash=digest)
            for number, (entry, digest) in enumerate(zip(entries, hashes, strict=True))
        ]
    )
    grown = tree.append(hashes)
    key_id, signature = sign_head(tree=PLATFORM_TREE, size=grown.size, root=grown.root, signed_at=now)
    PlatformRoot(
        tree_size=grown.size,
        root_hash=grown.root,
        frontier=list(grown.frontier),
        signed_at=now,
        key_id=key_id,
        signature=signature,
    ).save(force_insert=True)
    return len(entries)


def export_roots(tree: str, *, directory: Path) -> int:
    """Append roots not yet exported to `<tree>.jsonl`, synced; returns how many. The last line says where it stands."""
    path = directory / f"{tree}.jsonl"
    done = read_exported_size(path)
    torn = path.exists() and not path.read_bytes().endswith(b"\n")
    rows: Any = PlatformRoot.objects if tree == PLATFORM_TREE else Root.objects.filter(practice_id=tree)
    roots = list(rows.filter(tree_size__gt=done).order_by("tree_size"))
    if not roots:
        return 0
    directory.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        if torn and path.stat().st_size:
            file.write("\n")  # a line that a crash cut short stays as it is: what it said is said again below
        for root in roots:
            file.write(json.dumps(exported_head(tree, root)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return len(roots)


def exported_head(tree: str, root: Root | PlatformRoot) -> dict[str, object]:
    """One line of the export."""
    return {
        "tree": tree,
        "size": root.tree_size,
        "root": bytes(root.root_hash).hex(),
        "signed_at": root.signed_at.isoformat(),
        "key_id": root.key_id,
        "signature": bytes(root.signature).hex(),
    }


def read_exported_size(path: Path) -> int:
    """Tree size of the last root exported whole; 0 when nothing was exported."""
    if not path.exists():
        return 0
    for line in reversed(path.read_bytes().splitlines()):
        try:
            return int(json.loads(line)["size"])
        except (ValueError, KeyError, TypeError):
            continue  # cut short by a crash or a full disk
    return 0
