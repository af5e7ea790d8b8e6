"""Bodies that are no request of anybody's: each is answered 400 at once, and nothing of it is kept."""

from __future__ import annotations

import pytest

from relance.access.problems import Problem
from relance.api.json_body import check_json
from tests.unit.api.client import Client

HOSTILE = {
    "a number of 5,000 digits": "9" * 5_000,
    "a fraction of 5,000 digits": "1." + "9" * 5_000,
    "a number too large": "1e999",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "10,000 lists": "[" * 10_000 + "]" * 10_000,
    "lists never closed": "[" * 20_000,
    "10,000 objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "52 levels": "[" * 51 + "]" * 51,
    "half of a pair": '"x\\ud800y"',
    "half of a pair as a name": '{"\\udfff": 1}',
    "two values": "1 2",
    "nothing": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_before_anything_is_made_of_it(acme: Client, name: str) -> None:
    response = acme.call("POST", "/customers", '{"id": "C-1", "name": ' + HOSTILE[name] + "}", {})
    assert (response.status, response.json["code"]) == (400, "malformed_json")
    assert acme.get("/customers").json["items"] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_as_a_whole_body_too(name: str) -> None:
    with pytest.raises(Problem, match="malformed_json"):
        check_json(HOSTILE[name])


@pytest.mark.parametrize("body", ["[]", "null", "1", '"text"', "[{}, [{}], null]"])
def test_what_is_json_but_no_object_is_invalid(acme: Client, body: str) -> None:
    reply = acme.post("/customers", body)
    assert (reply.status, reply.faults) == (422, {"body": "not_an_object"})


@pytest.mark.parametrize(
    "value",
    ['[1, -2.5, true, null, "é \\ud83d\\ude00"]', "[" * 49 + "]" * 49, "1e30", "{}"],
    ids=["values", "levels", "power", "object"],
)
def test_what_is_json_passes(value: str) -> None:
    check_json('{"a": ' + value + "}")


def test_a_megabyte_of_brackets_is_read_level_by_level() -> None:
    """A wide body is no deep one."""
    check_json('{"a": [' + "[1]," * 200_000 + "[1]]}")
