"""The proxy's log as the bake reads it: whose answers count, and what is an error."""

from __future__ import annotations

import json

from vantrexia_ops.probes.edge_log import Tally, count_answers

GREEN, BLUE = "10.203.2.21:8000", "10.203.2.11:8000"


def line(status: int, *, upstream: str = GREEN, upstream_status: str | None = None) -> str:
    said = str(status) if upstream_status is None else upstream_status
    return json.dumps({"status": status, "upstream": upstream, "upstream_status": said})


def count(*lines: str) -> Tally:
    return count_answers(lines, upstream_prefix="10.203.2.2")


def test_answers_of_500_and_more_are_errors_and_refusals_are_not() -> None:
    assert count(line(200), line(404), line(429), line(499), line(500), line(502), line(503)) == Tally(7, 3)


def test_only_the_colour_that_is_watched_counts() -> None:
    assert count(line(500, upstream=BLUE), line(200)) == Tally(1, 0)


def test_what_the_release_before_answered_in_its_place_is_an_error() -> None:
    """The client got 200, from the wrong release."""
    caught = line(200, upstream=f"{GREEN}, {BLUE}", upstream_status="500, 200")
    assert count(caught, line(200)) == Tally(2, 1)


def test_lines_that_are_none_are_passed_over() -> None:
    assert count("", "no json", "[]", '{"msg": "started"}', line(200)) == Tally(1, 0)


def test_an_answer_of_the_proxy_itself_belongs_to_no_colour() -> None:
    assert count(json.dumps({"status": 503, "upstream": "", "upstream_status": ""})) == Tally(0, 0)


def test_whoever_counts_every_colour_counts_answers_alone_and_no_line_ends_the_count() -> None:
    odd = [json.dumps({"status": status, "upstream": ""}) for status in (None, "", "-", [], "502", "\u0662")]
    assert count_answers(['{"msg": "started"}', *odd, line(500)], upstream_prefix="") == Tally(7, 2)
