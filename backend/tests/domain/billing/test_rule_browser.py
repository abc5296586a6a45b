"""The rules as a screen shows them."""

from __future__ import annotations

from dataclasses import replace

from vantrexia.domain.billing.rule_browser import (
    describe_codes,
    describe_judgements,
    describe_rule_sets,
    list_changes,
)
from vantrexia.domain.billing.ruledata import load_rule_book


def test_what_changed_in_2026_is_told_with_its_source() -> None:
    sets = {one["id"]: one for one in describe_rule_sets(load_rule_book())}
    changes = {(c["program"], c["code"]): c for c in sets["cms-2026"]["changes"]}
    new = changes["rpm", "99445"]
    assert (new["change"], new["before"], new["now"]) == ("new", None, {"min_days": 2, "max_days": 15})
    assert "90 FR 49266" in new["source"]
    setup = changes["rpm", "99453"]
    assert (setup["change"], setup["before"], setup["now"]) == ("changed", {"min_days": 16}, {"min_days": 2})
    assert ("rpm", "99454") not in changes
    assert sets["cms-2025"]["changes"] == []
    assert sets["cms-2027"]["confirmed"] is False


def test_a_program_or_code_that_went_is_told() -> None:
    book = load_rule_book()
    whole = book.rule_sets["cms-2026"]
    less = replace(whole, programs={"rpm": replace(whole.programs["rpm"], clinician=None)})
    gone = {(c["program"], c["code"]): c["change"] for c in list_changes(less, whole)}
    assert gone["rpm", "99091"] == "gone"
    assert gone["rtm_respiratory", "98975"] == "gone"
    back = {(c["program"], c["code"]): c["change"] for c in list_changes(whole, less)}
    assert back["rtm_respiratory", "98975"] == "new"


def test_codes_and_judgements_are_all_told() -> None:
    book = load_rule_book()
    assert {one["code"] for one in describe_codes(book)} == set(book.codes.codes)
    judgements = {one["name"]: one for one in describe_judgements(book)}
    assert judgements["addon_cap"]["default"] == 3
    assert judgements["counted_roles"]["overrides"] == {}
    changed = replace(
        book,
        rule_sets={
            "x": replace(
                book.rule_sets["cms-2026"],
                id="x",
                settings=replace(
                    book.rule_sets["cms-2026"].settings, addon_cap=2, clinician_roles=frozenset({"np"})
                ),
            )
        },
    )
    told = {one["name"]: one["overrides"] for one in describe_judgements(changed)}
    assert told["addon_cap"] == {"x": 2}
    assert told["clinician_roles"] == {"x": ["np"]}
