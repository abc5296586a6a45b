"""What a patient can be found by: tokens of the blind index, kept beside the sealed columns.

`list_tokens(...)` says which tokens a person's values give; `write_tokens(...)` stores those of many
patients at once; `refresh_tokens(...)` makes one patient's anew (after a change, a merge, an unmerge). A
record that others were merged into is found by their values as well. Fields: `name` (prefixes of every
word), `mrn`, `phone`, `email`, `born`, `person` (name and birth date together, for finding doubles).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.patients.models import Patient, SearchToken

SEARCHABLE = ("first_name", "middle_name", "last_name", "mrn", "phone", "email", "date_of_birth")
_CHUNK = 20_000
_INSERT = """
INSERT INTO patients_searchtoken (practice_id, patient_id, field, key_version, token)
SELECT %s, t.patient_id, t.field, %s, t.token
FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS t (patient_id, field, token)
"""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one person that can be searched; plain text."""

    first_name: str
    last_name: str
    date_of_birth: str
    mrn: str
    middle_name: str | None = None
    phone: str | None = None
    email: str | None = None


def values_of(patient: Patient) -> Values:
    """The searchable values of a stored patient."""
    return Values(**{name: getattr(patient, name) for name in SEARCHABLE})


def person_text(*, last_name: str, first_name: str, date_of_birth: str) -> str:
    """Name and birth date as one text: two records with the same are likely one person."""
    return f"{crypto.normalise_name(last_name)}|{crypto.normalise_name(first_name)}|{date_of_birth}"


def list_tokens(values: Values, *, practice_id: UUID, version: str | None = None) -> set[tuple[str, bytes]]:
    """(field, token) pairs under one version of the key (the present one by default)."""
    names = [
        crypto.normalise_name(name)
        for name in (values.first_name, values.middle_name or "", values.last_name)
    ]
    texts = {("name", prefix) for name in names for prefix in crypto.prefixes(name)}
    # Typed without its apostrophe or hyphen, a name must be found as well: obrien.
    spoken = " ".join((values.first_name, values.middle_name or "", values.last_name)).split()
    texts |= {
        ("name", prefix)
        for word in spoken
        for prefix in crypto.prefixes(crypto.normalise_name(word).replace(" ", ""))
    }
    texts.add(
        (
            "person",
            person_text(
                last_name=values.last_name, first_name=values.first_name, date_of_birth=values.date_of_birth
            ),
        )
    )
    exact = {"mrn": values.mrn, "phone": values.phone, "email": values.email, "born": values.date_of_birth}
    texts |= {(field, crypto.normalise_exact(value)) for field, value in exact.items() if value}
    return {
        (field, crypto.blind_token(text, practice_id=practice_id, field=field, version=version))
        for field, text in texts
    }


def mrn_token(mrn: str, *, practice_id: UUID, version: str | None = None) -> bytes:
    """The token that keeps a record number unique."""
    return crypto.blind_token(
        crypto.normalise_exact(mrn), practice_id=practice_id, field="mrn", version=version
    )


def write_tokens(tokens: Mapping[UUID, Iterable[tuple[str, bytes]]], *, practice_id: UUID) -> int:
    """Store tokens by patient, made with the present key; returns how many. The patients had none before."""
    version = crypto.blind_key_version()
    rows = (
        (patient_id, field, token) for patient_id, pairs in tokens.items() for field, token in sorted(pairs)
    )
    written = 0
    while batch := list(islice(rows, _CHUNK)):
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT,
                [
                    practice_id,
                    version,
                    [row[0] for row in batch],
                    [row[1] for row in batch],
                    [row[2] for row in batch],
                ],
            )
        written += len(batch)
    return written


def refresh_tokens(patient: Patient) -> None:
    """Make one patient's tokens anew; none for a record merged into another, whose values now lead there."""
    remake_tokens([patient], practice_id=patient.practice_id)


def remake_tokens(patients: Sequence[Patient], *, practice_id: UUID) -> int:
    """Make the tokens of these patients anew with the present key; returns how many rows were written."""
    ids = [patient.id for patient in patients]
    SearchToken.objects.filter(practice_id=practice_id, patient_id__in=ids).delete()
    made: dict[UUID, set[tuple[str, bytes]]] = {}
    for patient in patients:
        if not patient.merged_into_id:
            made[patient.id] = list_tokens(values_of(patient), practice_id=practice_id)
    for alias, kept_id in list_aliases(ids, practice_id=practice_id):
        if kept_id in made:
            made[kept_id] |= list_tokens(values_of(alias), practice_id=practice_id)
    return write_tokens(made, practice_id=practice_id)


def list_aliases(kept_ids: Sequence[UUID], *, practice_id: UUID) -> list[tuple[Patient, UUID]]:
    """Records merged into these, directly or through another merge, each with the record that now stands
    for it.
    """
    found: list[tuple[Patient, UUID]] = []
    heads = {kept_id: kept_id for kept_id in kept_ids}
    layer = list(kept_ids)
    while layer:
        merged = list(Patient.objects.filter(practice_id=practice_id, merged_into_id__in=layer))
        for patient in merged:
            heads[patient.id] = heads[patient.merged_into_id]
            found.append((patient, heads[patient.id]))
        layer = [patient.id for patient in merged]
    return found
