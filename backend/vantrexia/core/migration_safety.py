"""Whether a migration only adds: the release before it must go on working while it is applied, and after a rollback.

`judge_migration(migration) -> Verdict(is_expanding, reason)`. Django's own operations are judged by what they do to a table in use;
raw SQL and Python only when every statement is known to add. A migration whose author has looked says `is_expanding = True` (or False) on
its class, and that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, ManyToManyField

# What code that does not know of it cannot stumble over.
_ADDING = (
    ops.CreateModel,
    ops.AddIndex,
    ops.RemoveIndex,
    ops.RenameIndex,
    ops.RemoveConstraint,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.AlterModelTableComment,
)
_TAKING: tuple[tuple[type[Operation], str], ...] = (
    (ops.DeleteModel, "deletes a table"),
    (ops.RenameModel, "renames a table"),
    (ops.AlterModelTable, "renames a table"),
    (ops.RemoveField, "drops a column"),
    (ops.RenameField, "renames a column"),
    (ops.AlterField, "changes a column"),
    (ops.AlterOrderWithRespectTo, "changes an order column"),
    (ops.AlterUniqueTogether, "may refuse what older code writes"),
    (ops.AlterIndexTogether, "changes indexes in an unsupported way"),
    (ops.AddConstraint, "may refuse what older code writes"),
    (ops.AlterConstraint, "may refuse what older code writes"),
)
_ADDING_SQL = re.compile(
    r"\s*(--[^\n]*\n\s*)*(CREATE\s+(UNIQUE\s+)?INDEX|CREATE\s+TABLE|CREATE\s+FUNCTION|CREATE\s+SEQUENCE|COMMENT\s+ON|GRANT)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it only adds; where not, `reason` says what it takes from the release before."""

    is_expanding: bool
    reason: str = ""


def judge_migration(migration: Migration) -> Verdict:
    """The verdict of a whole migration: it only adds when every operation does."""
    said = getattr(migration, "is_expanding", None)
    if said is not None:
        return Verdict(bool(said), "" if said else "says so itself")
    return judge_operations(migration.operations)


def judge_operations(operations: Iterable[Operation]) -> Verdict:
    """The verdict of several operations, each reason once."""
    reasons = [reason for operation in operations if (reason := find_taking(operation))]
    return Verdict(not reasons, "; ".join(dict.fromkeys(reasons)))


def find_taking(operation: Operation) -> str | None:
    """What an operation takes away from older code, or None."""
    if isinstance(operation, _ADDING):
        return None
    if isinstance(operation, ops.AddField):
        return _judge_new_column(operation)
    for kind, reason in _TAKING:
        if isinstance(operation, kind):
            return f"{reason} ({_where(operation)})"
    if isinstance(operation, ops.SeparateDatabaseAndState):
        return judge_operations(operation.database_operations).reason or None
    if isinstance(operation, ops.RunSQL):
        return None if _only_adds(operation.sql) else "runs SQL nobody has vouched for"
    return f"does {type(operation).__name__}, which nobody has vouched for"


def _judge_new_column(operation: ops.AddField) -> str | None:
    field = operation.field
    # Django drops a Python default right after filling the column: an INSERT of older code would fail.
    is_safe = field.null or field.db_default is not NOT_PROVIDED or isinstance(field, ManyToManyField)
    return None if is_safe else f"adds a column older code does not fill ({_where(operation)})"


def _only_adds(sql: object) -> bool:
    if isinstance(sql, str):
        return (
            bool(_ADDING_SQL.match(sql)) and not re.search(r";\s*\S", sql.strip().rstrip(";"))
        ) or _is_function(sql)
    if isinstance(sql, list | tuple):
        return all(_only_adds(part[0] if isinstance(part, list | tuple) else part) for part in sql)
    return False


def _is_function(sql: str) -> bool:
    """The body of one function holds semicolons of its own; replacing an existing function is not adding."""
    return bool(re.match(r"\s*CREATE\s+FUNCTION\b", sql, re.IGNORECASE))


def _where(operation: Operation) -> str:
    parts = [getattr(operation, name, None) for name in ("model_name", "name")]
    return ".".join(str(part) for part in parts if part)
