"""The mailbox on disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.mail.mail import Bounce, Click, Complaint, Delivery, Event, Mail, Open, Receipt, Send
from local.mail.mailbox import Mailbox, UnreadableIndex

AT = datetime(2026, 11, 21, 20, 49, tzinfo=UTC)
EVENTS: list[Event] = [
    Send(AT),
    Delivery(AT, "c@d.example"),
    Bounce(AT, "c@d.example", "Suppressed"),
    Complaint(AT, "c@d.example"),
    Open(AT),
    Click(AT, "https://a.example"),
    Receipt(AT),
]


def mail(mail_id: str = "one") -> Mail:
    tags = (("outreach", "o-1"),)
    return Mail(mail_id, "sent", AT, "a@b.example", ("c@d.example",), "A", "Échéance", tags, "set")


def test_everything_written_is_read_back_the_same(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    box.keep(mail(), b"hello")
    for event in EVENTS:
        box.record("one", event)
    box.settle("one", 0, "done")
    box.settle("one", 1, "failed", "the topic is away")
    box.close()
    again = Mailbox(tmp_path)
    assert again["one"] == box["one"]
    assert again.raw(again["one"].mail) == b"hello"
    assert again.pending() == {"one": (2, 3, 4, 5, 6)}


def test_a_line_cut_short_is_dropped_and_the_next_one_is_whole(tmp_path: Path) -> None:
    Mailbox(tmp_path).keep(mail("one"), b"1")
    with (tmp_path / "index.jsonl").open("ab") as index:
        index.write(b'{"line":"ma')
    Mailbox(tmp_path).keep(mail("two"), b"2")
    assert [entry.mail.id for entry in Mailbox(tmp_path).newest()] == ["two", "one"]


def test_a_broken_line_in_the_middle_is_refused_with_its_number(tmp_path: Path) -> None:
    Mailbox(tmp_path).keep(mail(), b"1")
    index = tmp_path / "index.jsonl"
    index.write_bytes(b"nonsense\n" + index.read_bytes())
    with pytest.raises(UnreadableIndex, match="line 1"):
        Mailbox(tmp_path)


def test_search_takes_every_word_in_any_case(tmp_path: Path) -> None:
    box = Mailbox(tmp_path)
    box.keep(mail(), b"1")
    assert list(box.newest("ÉCHÉANCE c@D"))
    assert not list(box.newest("échéance elsewhere"))
    assert not list(box.newest(direction="received"))


@pytest.mark.parametrize(
    ("events", "kind"),
    [([], None), (EVENTS[:2], "Delivery"), ([EVENTS[0], EVENTS[2], EVENTS[1]], "Bounce")],
)
def test_bad_news_comes_before_later_good_news(tmp_path: Path, events: list[Event], kind: str | None) -> None:
    box = Mailbox(tmp_path)
    box.keep(mail(), b"1")
    for event in events:
        box.record("one", event)
    outcome = box["one"].outcome
    assert (outcome.event.kind if outcome else None) == kind
