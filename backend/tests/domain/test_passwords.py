"""Password rules of NIST SP 800-63B-4: length and known passwords, never composition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.passwords import check_password, normalise_password

BLOCKLIST = {"password", "correct horse battery staple"}


def list_codes(password: str, *, has_mfa: bool = False, context: tuple[str, ...] = ()) -> list[str]:
    problems = check_password(password, has_mfa=has_mfa, blocklist=BLOCKLIST, context_words=context)
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("length", "has_mfa", "codes"),
    [
        (14, False, ["too_short"]),
        (15, False, []),
        (7, True, ["too_short"]),
        (8, True, []),
        (64, False, []),
        (256, False, []),
        (257, False, ["too_long"]),
        (257, True, ["too_long"]),
    ],
)
def test_length_counts(length: int, has_mfa: bool, codes: list[str]) -> None:
    password = "".join(chr(0x4E00 + number) for number in range(length))
    assert list_codes(password, has_mfa=has_mfa) == codes


@pytest.mark.parametrize(
    "password",
    [
        "lowercase only words",
        "ALL CAPITALS NO DIGIT",
        "847263501928374650",
        "пароль из пяти простых слов",
        "🐎🔋📎✅ emoji are fine too",
        "               x",
    ],
)
def test_composition_does_not_count(password: str) -> None:
    assert list_codes(password) == []


@given(st.text(min_size=15, max_size=64))
def test_no_text_long_enough_is_refused_for_its_characters(password: str) -> None:
    codes = list_codes(password)
    assert set(codes) <= {"too_short", "too_common", "too_personal"}
    if "too_short" in codes:
        assert len(normalise_password(password)) < 15


def test_length_is_counted_in_the_normalised_form() -> None:
    # Seven ligatures are fourteen letters, combining marks join their letter.
    assert list_codes("ﬁ" * 4 + "ﬂ" * 3 + "x") == []
    assert list_codes("e\u0301a" + "abcdefghijkl") == ["too_short"]


def test_the_same_keys_give_the_same_password_on_every_device() -> None:
    assert normalise_password("e\u0301") == normalise_password("\u00e9") == "\u00e9"


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "Correct Horse BATTERY staple", "CORRECT HORSE BATTERY STAPLE"],
)
def test_known_passwords_are_refused_in_any_capitals(password: str) -> None:
    assert list_codes(password) == ["too_common"]


def test_the_list_of_known_passwords_is_looked_up_case_folded() -> None:
    problems = check_password("STRASSE123456789", has_mfa=False, blocklist={"straße123456789".casefold()})
    assert [problem.code for problem in problems] == ["too_common"]


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("passwordpassword", ["too_common"]),
        ("PasswordPASSWORD", ["too_common"]),
        ("aaaaaaaaaaaaaaaa", ["too_common"]),
        ("1234123412341234", ["too_common"]),
        ("123451234512345", []),
        ("aaaaaaaaaaaaaaab", []),
        ("password", ["too_short", "too_common"]),
        ("a", ["too_short"]),
        ("", ["too_short"]),
    ],
)
def test_repeating_a_known_or_tiny_unit_adds_no_strength(password: str, codes: list[str]) -> None:
    assert list_codes(password) == codes


@pytest.mark.parametrize(
    ("password", "context", "codes"),
    [
        ("vantrexia-vantrexia", (), ["too_personal"]),
        ("Vantrexia2026!!", (), ["too_personal"]),
        ("Vantrexia2026!!x", (), ["too_personal"]),
        ("vantrexia 1234567", (), []),
        ("riverside clinic", ("Riverside Clinic",), ["too_personal"]),
        ("riverside-99-clinic", ("Riverside Clinic",), ["too_personal"]),
        ("nora.nightingale", ("nora.nightingale@example.org",), ["too_personal"]),
        ("nora@example.org!", ("nora@example.org",), ["too_personal"]),
        ("ann likes old bridges", ("Ann", "Lee"), []),
        ("nora likes old bridges", ("Nora",), []),
        ("riverside clinic has two old bridges", ("Riverside Clinic",), []),
    ],
)
def test_words_a_guesser_knows_do_not_make_a_password(
    password: str, context: tuple[str, ...], codes: list[str]
) -> None:
    assert list_codes(password, context=context) == codes


def test_a_strong_short_password_is_enough_beside_a_second_factor() -> None:
    assert list_codes("k3#xq9!z", has_mfa=True) == []
    assert list_codes("password", has_mfa=True) == ["too_common"]


# The mark stands in no sentence of ours: without it "password" would be a password its own refusal repeats.
@given(st.text(min_size=8, max_size=30).map(lambda text: f"{text}⁂"))
def test_no_problem_repeats_the_password(password: str) -> None:
    known = {normalise_password(password).casefold()}
    problems = check_password(password, has_mfa=False, blocklist=known, context_words=("x",))
    assert problems
    assert all(password not in problem.detail for problem in problems)
