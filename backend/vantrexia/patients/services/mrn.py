"""Record numbers: unique in a practice, `MRN-00001` and on when none is given.

`claim_mrn(...)` keeps a number for a patient, `take_numbers(...)` invents the next free ones. Call both
with `locks.lock_names` held: while a blind-index key is being replaced, numbers live under two keys, and
only the lock spans both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.domain.errors import InvalidInput
from vantrexia.patients.models import UniqueMrn
from vantrexia.patients.services.tokens import mrn_token

TAKEN = "is already the number of another patient"


def find_owners(mrns: Sequence[str], *, practice_id: UUID) -> dict[str, UUID]:
    """Which of these numbers are taken, and by whom (archived and merged patients keep theirs)."""
    tokens: dict[bytes, str] = {}
    for version in crypto.blind_key_versions():
        tokens |= {mrn_token(mrn, practice_id=practice_id, version=version): mrn for mrn in mrns}
    rows = UniqueMrn.objects.filter(practice_id=practice_id, token__in=list(tokens)).values_list(
        "token", "patient_id"
    )
    return {tokens[bytes(token)]: patient_id for token, patient_id in rows}


def claim_mrn(mrn: str, *, practice_id: UUID, patient_id: UUID) -> None:
    """Give a patient this number, instead of the one it had. Raises InvalidInput when another patient has
    it.
    """
    owner = find_owners([mrn], practice_id=practice_id).get(mrn)
    if owner is not None and owner != patient_id:
        raise InvalidInput("This record number is taken.", fields={"mrn": [TAKEN]})
    UniqueMrn.objects.filter(practice_id=practice_id, patient_id=patient_id).delete()
    write_claims({patient_id: mrn}, practice_id=practice_id)


def write_claims(mrns: Mapping[UUID, str], *, practice_id: UUID) -> None:
    """Keep numbers known to be free for their patients."""
    UniqueMrn.objects.bulk_create(
        [
            UniqueMrn(
                practice_id=practice_id, patient_id=patient_id, token=mrn_token(mrn, practice_id=practice_id)
            )
            for patient_id, mrn in mrns.items()
        ],
        batch_size=5000,
    )


def take_numbers(count: int, *, practice_id: UUID) -> list[str]:
    """The next free generated numbers; those that somebody gave by hand already are passed over."""
    found: list[str] = []
    while len(found) < count:
        first = _advance(practice_id, count - len(found))
        offered = [f"MRN-{number:05d}" for number in range(first, first + count - len(found))]
        taken = find_owners(offered, practice_id=practice_id)
        found += [mrn for mrn in offered if mrn not in taken]
    return found


def _advance(practice_id: UUID, count: int) -> int:
    """Move the practice's counter on; returns the first of the numbers passed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_practice SET next_mrn = next_mrn + %s WHERE id = %s RETURNING next_mrn - %s",
            [count, practice_id, count],
        )
        first: int = cursor.fetchone()[0]
    return first
