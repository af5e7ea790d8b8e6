"""A batch of messages: each on its own, and only those that failed come again."""

from __future__ import annotations

from typing import Any

from relance.runtime.messages import TRIES, each_message


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


def received(times: int) -> dict[str, Any]:
    """A batch of the message "7", which the queue hands out for the so many-th time."""
    batch_of_one = batch("7")
    batch_of_one["Records"][0]["attributes"] = {"ApproximateReceiveCount": str(times)}
    return batch_of_one


def test_a_message_is_given_up_after_the_last_try_and_counts_as_failed() -> None:
    done: list[int] = []
    given_up: list[int] = []

    def handed_out(times: int) -> list[str]:
        return failed(each_message(received(times), parse=int, do=done.append, give_up=given_up.append))

    assert [handed_out(times) for times in range(1, TRIES + 1)] == [[]] * TRIES
    assert (done, given_up) == ([7] * TRIES, [])
    assert handed_out(TRIES + 1) == ["m-1"]
    assert (done, given_up) == ([7] * TRIES, [7])


def test_a_message_that_nobody_gives_up_is_tried_each_time() -> None:
    done: list[int] = []
    assert failed(each_message(received(TRIES + 1), parse=int, do=done.append)) == []
    assert done == [7]


def test_what_breaks_in_the_giving_up_counts_as_failed() -> None:
    def broken(number: int) -> float:
        return number / 0

    assert failed(each_message(received(TRIES + 1), parse=int, do=print, give_up=broken)) == ["m-1"]
