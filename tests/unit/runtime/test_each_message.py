"""A batch of messages: each on its own, and only those that failed come again."""

from __future__ import annotations

from typing import Any

from relance.runtime.messages import each_message


def batch(*bodies: str) -> dict[str, Any]:
    records = [{"messageId": f"m-{n}", "body": body} for n, body in enumerate(bodies, start=1)]
    return {"Records": records}


def failed(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_each_message_is_parsed_and_done_in_order() -> None:
    done: list[int] = []
    assert failed(each_message(batch("1", "2", "3"), parse=int, do=done.append)) == []
    assert done == [1, 2, 3]


def test_a_message_that_cannot_be_read_stops_no_other() -> None:
    done: list[int] = []
    assert failed(each_message(batch("1", "poison", "3"), parse=int, do=done.append)) == ["m-2"]
    assert done == [1, 3]


def test_what_breaks_in_the_doing_comes_again() -> None:
    def do(number: int) -> float:
        return 1 / number

    assert failed(each_message(batch("0", "1", "0"), parse=int, do=do)) == ["m-1", "m-3"]


def test_an_empty_batch_has_no_failures() -> None:
    assert each_message({"Records": []}, parse=int, do=print) == {"batchItemFailures": []}
