"""Every worked case of the reference file, one test each, and the promise of the line each of them prints."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vantrexia.domain.billing.vector_schema import Vector, read_vectors
from vantrexia.domain.billing.vectors import run_vector, run_vectors

VECTORS = Path(__file__).resolve().parents[5] / "shared" / "reference" / "billing-vectors.json"


def _list_cases() -> list[Vector]:
    return list(read_vectors(VECTORS)) if VECTORS.exists() else []


@pytest.mark.skipif(
    not VECTORS.exists() and not os.environ.get("CI"),
    reason="../shared/reference/billing-vectors.json is not here",
)
def test_the_reference_file_is_there_and_passes_as_a_whole() -> None:
    report = run_vectors(VECTORS)

    assert report.passed >= 40
    assert report.summary == f"{report.passed} passed, 0 failed"


@pytest.mark.parametrize("vector", _list_cases(), ids=lambda v: v.id)
def test_worked_case(vector: Vector) -> None:
    result = run_vector(vector)

    assert result.passed, result.line
