"""Every text of the server that people may read has its Spanish: the code is walked, not a list that somebody keeps.

Three nets. What `say()` is given has a translation with the same parameters. Errors are never made of an f-string or a
sum, which could not be translated. And every literal that reads like a sentence is translated, unless its module or its
call speaks to machines or operators (`FOR_MACHINES`, `LITERALS`).
"""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from vantrexia.domain.billing.practice_check import FINDING_KINDS
from vantrexia.domain.threshold_defaults import DEFAULT_LIMITS, SOURCES
from vantrexia.domain.wordings import CATALOGUE, TEXT_PARAMS, es

ROOT = Path(__file__).resolve().parents[2] / "vantrexia"
ERRORS = {"DomainError", "InvalidInput", "NotFound", "NotAllowed", "Conflict"}
# Modules whose sentences reach no screen in this form: what they say instead, or who reads it.
FOR_MACHINES = {
    "core/": "operators and start-up", "console/": "operators at a terminal", "audit/services/": "operators",
    "ehr/": "machines", "notifications/": "texts of domain/messages.py",
    "api/schema_by_hand.py": "the API's description", "api/metrics.py": "scrapers", "api/health.py": "probes",
    "api/webhooks.py": "gateways",
    "api/stream.py": "the browser's event source", "api/spa.py": "development", "api/patient_rows.py": "the API's description",
    "api/counters.py": "Lua", "accounts/tokens.py": "operators", "accounts/services/hashing.py": "never shown",
    **dict.fromkeys(
        [f"billing/printing/{name}" for name in ("appeal", "calendar", "packet")], "papers for payers and auditors, in English"
    ),
    "billing/services/appeals.py": "letters to payers",
    "billing/services/x12_validation.py": "the validator's own words", "billing/selectors/checklist.py": "SQL",
    "billing/selectors/transmissions.py": "SQL", "patients/services/ranks.py": "SQL", "devices/gateways/": "held elements, by reason code",
    "domain/access.py": "printed rules", "domain/audit_event.py": "FHIR", "domain/fhir.py": "FHIR", "domain/fhir_codes.py": "FHIR",
    "domain/merkle.py": "operators", "domain/messages": "a catalogue of its own", "domain/rule_docs.py": "printed rules",
    "domain/wordings/": "the catalogue", "domain/claims/appeal.py": "letters to payers", "domain/claims/cms1500.py": "the form",
    "domain/claims/denials.py": "a catalogue of its own", "domain/claims/pages.py": "printed rules",
    "domain/claims/problems.py": "a catalogue of its own", "domain/claims/work_texts.py": "a catalogue of its own",
    "domain/threshold_defaults.py": "sources, as published", "domain/vitals.py": "sources; its problems are in the first net",
    "workflows/account_": "a catalogue of its own", "workflows/demo": "the demonstration's data", "workflows/synthetic.py": "data",
    "workflows/merge_tables.py": "names of columns", "workflows/key_rotation.py": "operators", "workflows/sealed_columns.py": "operators",
    "workflows/sweeps.py": "operators", "workflows/proof.py": "operators",
    **{
        f"domain/billing/{name}": "the rules: a catalogue of its own (texts), printed, or for who edits rule data"
        for name in ("rule_docs.py", "vector", "ruledata.py", "practice_check.py", "texts", "reasons.py", "flag_texts.py", "describe.py",
                     "hold_words.py", "clock.py", "minutes.py", "results.py", "rulesets.py")
    },
}  # fmt: skip
# What these refuse is rule data or a key of a catalogue: a fault of ours, met by whoever edits it.
OF_RULE_DATA = (
    *(f"domain/billing/{name}.py" for name in ("clock", "minutes", "results", "ruledata", "rulesets")), "domain/messages.py",
    "domain/claims/problems.py",
)  # fmt: skip
# Sentences among texts for people that are none.
LITERALS = {
    'Bearer realm="vantrexia"', "Time, value, id of the reading, its state.", "OneTouch Verio Flex", "transaction sets", "mm hg",
    "too long", "SIGNATURE ON FILE",
    # what a letter to a payer encloses
    "Time record and live contacts of the month", "Clinical decisions that used the data",
    # headers of the published fee files, as published
    "Medicare Administrative Contractor", "PW GPCI (with 1.0 Floor)", "PW GPCI", "Work GPCI", "PE GPCI", "MP GPCI", "Locality Number",
    "Locality Name", "Column 1", "Column 2", "HCPCS/CPT Code", "Effective Date", "Deletion Date", "MUE Values", "MUE Value",
    "MUE Adjudication Indicator", "WORK RVU", "NON-FAC PE RVU", "NON-FACILITY PE RVU", "MP RVU", "MALPRACTICE RVU", "CONV FACTOR",
    "CONVERSION FACTOR", "STATUS CODE",
}  # fmt: skip
# Calls whose words are for logs, SQL, programmers and the API's description.
SILENT_CALLS = re.compile(
    r"log\.|re\.|.*\.execute$|(Value|Type|Runtime|Index|Key)Error$|ImproperlyConfigured$|InvalidToken$|extend_schema"
)
SILENT_WORDS = {"help_text", "description", "summary"}
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-zA-Z{0-9]|^[A-Z][a-z]+[?.]$")
PIECES = re.compile(r"[a-z]{2,} [a-z]{2,}|[a-z]{2,} \{\} [a-z]{2,}|\} [a-z]{2,} [a-z]{2,}")
SQL = re.compile(r"\b(SELECT|UPDATE|FROM|WHERE|AND|DESC|ASC|UNION|IS NOT)\b|^[A-Z]{2} [A-Z]{2} ")


@cache
def list_modules() -> tuple[tuple[str, ast.Module], ...]:
    found = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
    return tuple((path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in found)


@cache
def list_error_names() -> frozenset[str]:
    """The errors of the domain and every class made of one."""
    names = set(ERRORS)
    classes = [
        node for _, tree in list_modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    for _ in range(3):
        names |= {
            one.name
            for one in classes
            if any(ast.unparse(base).split(".")[-1] in names for base in one.bases)
        }
    return frozenset(names)


def list_silent(tree: ast.Module) -> set[int]:
    """Nodes nobody reads on a screen: docstrings, logs, errors of programmers, help of the API's description."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        elif isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Call) and SILENT_CALLS.match(ast.unparse(node.func))
        ):
            silent |= {id(one) for one in ast.walk(node)}
        elif isinstance(node, ast.keyword) and node.arg in SILENT_WORDS:
            silent |= {id(one) for one in ast.walk(node.value)}
    return silent


def list_said() -> Iterator[tuple[str, ast.Call]]:
    """Every call of our `say`; the rules of billing have one of their own, for reasons."""
    for name, tree in list_modules():
        if not any(
            isinstance(node, ast.ImportFrom) and node.module == "vantrexia.domain.wordings"
            for node in tree.body
        ):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "say":
                yield f"{name}:{node.lineno}", node


def list_parameters(text: str) -> list[tuple[str, str]]:
    """Names and formats of a template's parameters; what a number chooses is the language's own."""
    return sorted(
        {
            (name, "" if "|" in (form or "") else form or "")
            for _, name, form, _ in string.Formatter().parse(text)
            if name is not None
        }
    )


def test_every_template_that_is_said_is_a_literal_with_a_translation() -> None:
    wrong = [
        f"{place}: {ast.unparse(call)}"
        for place, call in list_said()
        if not isinstance(call.args[0], ast.Constant)
        or any(call.args[0].value not in texts for texts in CATALOGUE.values())
    ]
    assert wrong == []


def test_what_is_said_names_exactly_the_parameters_of_its_template() -> None:
    wrong = [
        f"{place}: {ast.unparse(call)}"
        for place, call in list_said()
        if all(one.arg for one in call.keywords)  # `**where` is checked by saying it
        and {name for name, _ in list_parameters(ast.literal_eval(call.args[0]))}
        != {one.arg for one in call.keywords}
    ]
    assert wrong == []


@pytest.mark.parametrize("language", CATALOGUE)
def test_a_translation_has_the_parameters_of_the_english(language: str) -> None:
    assert [
        key for key, text in CATALOGUE[language].items() if list_parameters(key) != list_parameters(text)
    ] == []


def test_no_error_is_put_together_of_pieces() -> None:
    """An f-string or a sum arrives as a finished English sentence, which nobody can translate any more."""
    wrong = []
    for name, tree in list_modules():
        if name.startswith(tuple(FOR_MACHINES)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {
                *list_error_names(),
                "Wrong",
                "refuse",
            }:
                texts = [*node.args, *(one.value for one in node.keywords if one.arg == "fields")]
                for one in (part for text in texts for part in walk_texts(text)):
                    if isinstance(one, ast.JoinedStr) or is_sum_of_texts(one):
                        wrong.append(f"{name}:{one.lineno}: {ast.unparse(one)}")
    assert wrong == []


def test_no_sentence_is_put_together_of_pieces() -> None:
    """Wherever it goes: what is made by an f-string is finished English. Letters and the API's description are."""
    wrong = []
    for name, tree in list_modules():
        if name.startswith(
            (*FOR_MACHINES, "billing/selectors/appeal_facts.py", "api/devices.py", "api/ingestion.py")
        ):
            continue
        silent = {
            id(one)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and SILENT_CALLS.match(ast.unparse(node.func))
            for one in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and id(node) not in silent:
                text = "".join(
                    str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
                )
                if PIECES.search(text) and not SQL.search(text):
                    wrong.append(f"{name}:{node.lineno}: {text}")
    assert wrong == []


def is_sum_of_texts(node: ast.AST) -> bool:
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else ()
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)


def test_every_error_of_every_module_has_a_translation() -> None:
    """A module that speaks to machines otherwise may still refuse a person; only the rules' own readers do not."""
    missing = []
    for name, tree in list_modules():
        if name.startswith(OF_RULE_DATA):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in list_error_names():
                texts = [*node.args, *(one.value for one in node.keywords if one.arg == "fields")]
                for one in (part for text in texts for part in walk_texts(text)):
                    is_text = isinstance(one, ast.Constant) and " " in str(one.value)
                    if isinstance(one, ast.JoinedStr) or (is_text and one.value not in es.TEXTS):
                        missing.append(f"{name}:{one.lineno}: {ast.unparse(one)}")
    assert missing == []


def walk_texts(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is in it, but not the parameters of `say`."""
    yield node
    if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "say"):
        for child in ast.iter_child_nodes(node):
            yield from walk_texts(child)


def test_every_literal_that_reads_like_a_sentence_has_a_translation() -> None:
    missing = []
    for name, tree in list_modules():
        if name.startswith(tuple(FOR_MACHINES)):
            continue
        silent = list_silent(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                text = node.value
                if (
                    SENTENCE.search(text)
                    and not SQL.search(text)
                    and text not in LITERALS
                    and not is_key(text)
                ):
                    missing += [
                        f"{name}:{node.lineno}: {text!r}" for texts in CATALOGUE.values() if text not in texts
                    ]
    assert missing == []


def is_key(text: str) -> bool:
    """A key of another catalogue, or a name: one word of small letters and underscores."""
    return re.fullmatch(r"[a-z_]+", text) is not None


def test_a_key_stands_in_one_area_only() -> None:
    keys = Counter(key for area in es.AREAS for key in area.TEXTS)
    assert [key for key, times in keys.items() if times > 1] == []


def list_rule_texts() -> set[str]:
    """What the rule browser and the thresholds show: words of the data files, sources of findings and of limits."""
    found: set[str] = set()

    def walk(value: object, *, is_shown: bool) -> None:
        if isinstance(value, str) and is_shown and value:
            found.add(value)
        elif isinstance(value, list):
            for one in value:
                walk(one, is_shown=is_shown)
        elif isinstance(value, dict):
            for name, one in value.items():
                walk(one, is_shown=name in ("says", "title", "hold_reason", "source", "sources"))

    data = ROOT / "domain" / "billing" / "data"
    for name in ("rule_sets", "settings"):
        walk(tomllib.loads((data / f"{name}.toml").read_text()), is_shown=False)
    walk(tomllib.loads((data / "codes.toml").read_text())["codes"], is_shown=False)
    found |= {kind.source for kind in FINDING_KINDS.values()} | {one.title for one in SOURCES.values()}
    return found | {one.note for one in DEFAULT_LIMITS if one.note}


def test_every_rule_its_source_and_its_note_has_spanish() -> None:
    names = es.rules.NAMES | {"Original Medicare, Part B", "UnitedHealthcare"}
    assert sorted(list_rule_texts() - names - set(es.TEXTS)) == []


def test_no_translation_is_left_over() -> None:
    """A text that is said nowhere is dead; the framework says one of them itself."""
    said = {
        node.value
        for name, tree in list_modules()
        if not name.startswith("domain/wordings/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    framework = {"Authentication credentials were not provided."}
    assert set(es.TEXTS) - said - list_rule_texts() == framework


def test_words_are_named_by_parameters_that_templates_have() -> None:
    used = {name for _, call in list_said() for name, _ in list_parameters(ast.literal_eval(call.args[0]))}
    assert used >= {*es.WORDS, *TEXT_PARAMS}
