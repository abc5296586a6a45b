"""Spanish of what errors and answers say, by area. A key stands in one of them only; a test compares them with the code."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from vantrexia.domain.wordings.es import (
    accounts,
    billing,
    common,
    devices,
    files,
    patients,
    readings,
    rules,
    words,
)

AREAS: Final = (common, accounts, patients, readings, devices, billing, files, rules)
TEXTS: Final = MappingProxyType({key: text for area in AREAS for key, text in area.TEXTS.items()})
WORDS: Final = words.WORDS
