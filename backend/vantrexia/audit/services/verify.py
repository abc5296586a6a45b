"""Proving the audit: `verify_tree(tree, directory=…)` recomputes everything and lists what does not fit.

Found: an entry changed, removed, inserted behind the seal or reordered; a root altered or not ours; a tree
cut back behind a root that was exported. What was written after the last sealing (at most ten seconds) is the
tail nobody can vouch for yet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from vantrexia.audit.models import Entry, Leaf, PlatformEntry, PlatformLeaf, PlatformRoot, Root
from vantrexia.audit.selectors import CANONICAL_FIELDS, PLATFORM_FIELDS, canonical_bytes
from vantrexia.audit.services.seal import PLATFORM_TREE
from vantrexia.audit.services.signing import is_signed
from vantrexia.domain.merkle import CompactRange, hash_leaf


@dataclass(slots=True)
class Report:
    """What a verification found; good when `problems` is empty."""

    tree: str
    entries: int = 0
    sealed: int = 0
    roots: int = 0
    exported: int = 0
    problems: list[str] = field(default_factory=list)


def verify_tree(tree: str, *, directory: Path | None) -> Report:
    """Verify one tree: a practice's id (inside its scope), or `platform`."""
    report = Report(tree)
    is_platform = tree == PLATFORM_TREE
    leaves: Any = PlatformLeaf.objects if is_platform else Leaf.objects.filter(practice_id=tree)
    entries: Any = PlatformEntry.objects if is_platform else Entry.objects.filter(practice_id=tree)
    roots: Any = PlatformRoot.objects if is_platform else Root.objects.filter(practice_id=tree)
    heads = {root.tree_size: root for root in roots.order_by("tree_size")}
    exported = _read_export(tree, directory, report)
    report.entries, report.roots = entries.count(), len(heads)
    fields = PLATFORM_FIELDS if is_platform else CANONICAL_FIELDS
    range_so_far = CompactRange()
    batch: list[Any] = []

    def check(batch: list[Any]) -> None:
        nonlocal range_so_far
        stored = {
            row["id"]: row for row in entries.filter(id__in=[leaf.entry_id for leaf in batch]).values(*fields)
        }
        for leaf in batch:
            row = stored.get(leaf.entry_id)
            if leaf.seq != range_so_far.size:
                report.problems.append(f"leaf {leaf.seq} stands where {range_so_far.size} should")
            if row is None:
                report.problems.append(f"entry {leaf.entry_id} (leaf {leaf.seq}) is gone")
            elif hash_leaf(canonical_bytes(row)) != bytes(leaf.leaf_hash):
                report.problems.append(f"entry {leaf.entry_id} (leaf {leaf.seq}) was changed")
            range_so_far = range_so_far.append([bytes(leaf.leaf_hash)])
            _check_head(
                report,
                tree,
                range_so_far,
                heads.pop(range_so_far.size, None),
                exported.pop(range_so_far.size, None),
            )

    for leaf in leaves.order_by("seq").iterator(chunk_size=2000):
        batch.append(leaf)
        if len(batch) == 2000:
            check(batch)
            batch = []
    check(batch)
    report.sealed = range_so_far.size
    for size in sorted(heads):
        report.problems.append(f"a root of {size} entries exists, the tree has {range_so_far.size}")
    for size in sorted(exported):
        report.problems.append(
            f"a root of {size} entries was exported, the tree has {range_so_far.size}: it was cut back"
        )
    _check_behind_the_seal(report, tree)
    return report


def _check_head(
    report: Report, tree: str, computed: CompactRange, head: Any, line: dict[str, Any] | None
) -> None:
    if head is not None:
        if bytes(head.root_hash) != computed.root:
            report.problems.append(f"the root of {computed.size} entries does not fit them")
        if not is_signed(
            tree=tree,
            size=head.tree_size,
            root=bytes(head.root_hash),
            signed_at=head.signed_at,
            key_id=head.key_id,
            signature=bytes(head.signature),
        ):
            report.problems.append(f"the root of {computed.size} entries does not carry our signature")
    if line is not None and bytes.fromhex(line["root"]) != computed.root:
        report.problems.append(f"the root of {computed.size} entries is not the one that was exported")


def _read_export(tree: str, directory: Path | None, report: Report) -> dict[int, dict[str, Any]]:
    path = directory / f"{tree}.jsonl" if directory else None
    if path is None or not path.exists():
        return {}
    lines: dict[int, dict[str, Any]] = {}
    written = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, (text, following) in enumerate(zip(written, [*written[1:], ""], strict=True), start=1):
        if len(text) < len(following) and following.startswith(text):
            continue  # cut short by a crash, and said again whole in the next line
        try:
            line = json.loads(text)
            genuine = is_signed(
                tree=tree,
                size=line["size"],
                root=bytes.fromhex(line["root"]),
                signed_at=datetime.fromisoformat(line["signed_at"]),
                key_id=line["key_id"],
                signature=bytes.fromhex(line["signature"]),
            )
        except (ValueError, KeyError, TypeError):
            genuine = False
            line = None
        if not genuine or line is None:
            report.problems.append(f"line {number} of the export does not carry our signature")
            continue
        lines[line["size"]] = line
    report.exported = len(lines)
    return lines


def _check_behind_the_seal(report: Report, tree: str) -> None:
    """Entries of sealed transactions without a leaf were written, or dated back, behind the seal."""
    if tree == PLATFORM_TREE:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_entry e JOIN audit_sealed s ON s.practice_id = e.practice_id AND e.txid < s.min_txid "
            "WHERE e.practice_id = %s AND NOT EXISTS "
            "(SELECT 1 FROM audit_leaf l WHERE l.practice_id = e.practice_id AND l.entry_id = e.id)",
            [tree],
        )
        strangers: int = cursor.fetchone()[0]
    if strangers:
        report.problems.append(f"{strangers} entries stand behind the seal without a number")
