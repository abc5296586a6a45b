"""Query strings nobody would type: every parameter of every GET in the schema, with values that look like what is wanted and are
not. Whatever comes, the answer is a page or a 4xx that names the field; never a 5xx, and never what was sent.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.routes import find_operation
from tests.api.test_matrix import (  # noqa: F401 (two is a fixture)
    Two,
    call,
    ids_of,
    need_of,
    rest_routes,
    somebody_allowed,
    two,
)

ODD = (
    "²",  # a digit to str.isdigit, none to int
    "٣",
    "9" * 30,
    "9" * 5000,
    "-1",
    "1e400",
    "NaN",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "0001-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31",
    "2026-02-30",
    "2026-13",
    "0000-00",
    "00000000-0000-0000-0000-000000000000",
    "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMHwwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA",  # a cursor to the beginning of time
    "0001-01-01T00:00:00|00000000-0000-0000-0000-000000000000",
    "'",
    "%",
    "-",
)


def test_no_query_string_at_all_breaks_a_read(two: Two) -> None:  # noqa: F811
    broken, tried = [], 0
    for route in rest_routes():
        if "GET" not in route.methods:
            continue
        parameters = [
            one for one in find_operation(route.path, "GET").get("parameters", []) if one["in"] == "query"
        ]
        if not parameters:
            continue
        person = somebody_allowed(two.people, need_of(route, "GET"))
        path = route.fill(ids_of(route, two.own))
        needed = "&".join(f"{one['name']}={_plain(one)}" for one in parameters if one.get("required"))
        for parameter in parameters:
            for odd in ODD:
                response = call(person, "GET", f"{path}?{needed}&{parameter['name']}={quote(odd)}")
                tried += 1
                if response.status_code >= 500:
                    broken.append((route.path, parameter["name"], odd[:40], response.status_code))
                elif response.status_code >= 400 and len(odd) > 20:
                    assert odd.encode() not in response.content, (route.path, parameter["name"])
    assert tried > 500
    assert broken == [], "\n".join(map(str, broken))


def _plain(parameter: dict[str, object]) -> str:
    schema = parameter.get("schema", {})
    assert isinstance(schema, dict)
    return {"date": "2026-04-01", "date-time": "2026-04-01T00:00:00Z"}.get(schema.get("format", ""), "1")


@pytest.mark.parametrize("odd", ["²", "9" * 30, "9" * 5000, "-5", "x"])
def test_polling_after_a_number_that_is_none_of_ours_starts_over(two: Two, odd: str) -> None:  # noqa: F811
    response = two.people.nora.get(f"/api/v1/events/?after={quote(odd)}")
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert response.json()["reset"] is True
