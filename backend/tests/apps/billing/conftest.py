"""What tests of claims and money share: a practice that can send claims, and a batch of two that was sent.

Models are imported inside: a conftest of the directory asked for is read before the settings are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.apps.billing.answers import Sent
    from tests.billable import Desk
    from tests.people import People


@pytest.fixture
def desk(people: People) -> Desk:
    from tests.billable import open_desk

    return open_desk(people.practice)


@pytest.fixture
def sent(people: People, desk: Desk) -> Sent:
    """One claim of a patient with three lines, another of a second patient with one; nothing has come back."""
    from tests.apps.billing.answers import send_two

    return send_two(people, desk)
