"""Telling what is wrong with the database from what is wrong with what it was asked: `is_outage(error)`."""

from __future__ import annotations

import psycopg

# PostgreSQL's error codes (appendix A of its manual) of things that pass, and would have hit anything else too: a full disk, no
# connection free, a lock not got in time, a deadlock, a transaction that must begin again. Not a lost connection nor memory that
# ran out: those may be the doing of what was asked.
_PASSING = frozenset({"53100", "53300", "55P03", "40001", "40P01"})
_NO_PARTITION = (
    "23514"  # the code of a broken CHECK; of a row no partition takes it comes without a constraint's name
)


def is_outage(error: BaseException) -> bool:
    """Whether this error passes by itself, or once an operator has seen to the database. Django's errors carry the driver's."""
    found = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(found, psycopg.Error):
        return False
    if found.sqlstate == _NO_PARTITION:
        return found.diag.constraint_name is None
    return found.sqlstate in _PASSING
