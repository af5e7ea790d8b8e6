"""Every message that leaves, by every kind of carrier, with its worker dying before and after each port call.

A message is one line of `MESSAGES`; a carrier one of `Carrier`. Whatever dies where: the message leaves at
most once, and a message that did not leave, or may not have, is somebody's to-do or leaves later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

import pytest

from relance.domain.errors import Conflict, Refused
from relance.domain.invoice_sending import InvoiceSending
from relance.domain.outreach import EmailStatus, OutreachRef
from relance.domain.task import TaskKind
from relance.readers.reader import FileReader
from relance.rendering.import_report import words
from relance.usecases.ports.mailing import Accepted, Rejected, SendResult, Throttled, Unknown
from tests.crash.taps import Killed, Moment, Tap, tapped
from tests.scenario.correspondence import Correspondence
from tests.scenario.days import ORG
from tests.scenario.mailbox import Mailbox
from tests.scenario.steps import email
from tests.unit.readers.einvoices import pdf
from tests.unit.readers.reading import EUR

type Act = Callable[[Correspondence], object]


class Carrier(StrEnum):
    MAIL_SERVICE = "mail-service"
    """Cannot say what became of a message whose hand-over had no answer."""
    POST = "post"
    """Can be asked, by the name of the message."""


class Post(Mailbox):
    """As a postal provider: what it has taken it finds by its name."""

    def find(self, ref: OutreachRef) -> SendResult | None:
        taken = [mail for mail in self.mails if mail.ref == ref]
        return Accepted(taken[0].message_id) if taken else None


@dataclass(frozen=True)
class Message:
    """`begin` is the story until the message may leave, `leave` has it leave; `may_leave_again` is what a
    person or a machine does later.
    """

    begin: Callable[[Carrier], Correspondence]
    leave: Act
    later: Act


def company(carrier: Carrier) -> Correspondence:
    acme = Correspondence("2026-11-08")
    if carrier is Carrier.POST:
        acme.mailbox = Post(acme.clock)
        acme.house = acme.world.house = acme.house.but(mailer=acme.mailbox)
    return acme


def owing(carrier: Carrier) -> Correspondence:
    acme = company(carrier)
    acme.plan(email("J+7"), email("J+30"), min_contact_delay=4)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    return acme.on("2026-11-09").at("08:40")


def reminded(carrier: Carrier) -> Correspondence:
    return owing(carrier).on("2026-11-13").at("12:00")


def replied(carrier: Carrier) -> Correspondence:
    acme = reminded(carrier)
    acme.writes_back()
    return acme


def with_a_to_do(carrier: Carrier) -> Correspondence:
    acme = company(carrier)
    acme.plan(email("J+7", automatic=False), min_contact_delay=4)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    return acme.on("2026-11-10").at("12:00")


def a_beat(acme: Correspondence) -> None:
    """The one in which the mail is due: its minute of the window is 08:43, that of an invoice 07:30."""
    acme.clock.forward(timedelta(minutes=5))
    acme.house.dispatch_due.run()
    for org, keys in acme.world.queue.take():
        acme.house.execute_step.run_all(org, keys)


def days_later(acme: Correspondence) -> None:
    acme.world.queue.take()
    acme.down_until("2026-11-12", "07:00")
    acme.unforeseen()
    acme.at("18:00")


def not_twice(act: Act) -> Act:
    """A person tries again, and may be told that it is done, under way or asked about."""

    def again(acme: Correspondence) -> None:
        acme.clock.forward(timedelta(minutes=10))
        with suppress(Refused, Conflict):
            act(acme)

    return again


def the_next_one(acme: Correspondence) -> None:
    acme.sends_next(sooner=True)


def the_to_do(acme: Correspondence) -> None:
    task = next((task for task in acme.todos if task.kind is TaskKind.EMAIL), None)
    if task is not None:
        acme.sends(task)


def the_answer(acme: Correspondence) -> None:
    (entry,) = acme.house.inbox.of_customer(ORG, "C1")
    acme.answers(entry, "Thanks.")


def an_ad_hoc_mail(acme: Correspondence) -> None:
    acme.writes("Notre compte", attempt="one")


def with_an_invoice_to_send(carrier: Carrier) -> Correspondence:
    acme = company(carrier)
    acme.settings(invoice_sending=InvoiceSending(on=True, automatic=True))
    acme.invoice("F-1", due="2026-12-02", amount="10.00 EUR")
    shown = FileReader(words).read(pdf(), "F-1.pdf", EUR)
    acme.house.keep_pdfs.run(acme.tenant, shown)
    return acme.on("2026-11-09").at("07:25")


MESSAGES: Final = {
    "invoice": Message(with_an_invoice_to_send, a_beat, days_later),
    "step": Message(owing, a_beat, days_later),
    "next-by-hand": Message(reminded, the_next_one, not_twice(the_next_one)),
    "to-do-by-hand": Message(with_a_to_do, the_to_do, not_twice(the_to_do)),
    "ad-hoc": Message(reminded, an_ad_hoc_mail, not_twice(an_ad_hoc_mail)),
    "answer": Message(replied, the_answer, not_twice(the_answer)),
}


RECORDED_BY_THEIR_CLAIM: Final = ("step", "invoice")


def killed(acme: Correspondence, act: Act, moment: Moment | None) -> list[str]:
    tap, whole = Tap(kill_at=moment), acme.house
    acme.house = acme.world.house = tapped(whole, tap)
    acme.unforeseen()
    try:
        act(acme)
    except Killed:
        pass
    finally:
        acme.house = acme.world.house = whole
    return tap.calls


def accounted_for(acme: Correspondence, sent: int) -> bool:
    """The message left, or a person has it before them."""
    kinds = {TaskKind.REVIEW_SEND, TaskKind.EMAIL, TaskKind.REPLY}
    return sent == 1 or bool(kinds & set(acme.todo_kinds))


@pytest.mark.parametrize("carrier", Carrier)
@pytest.mark.parametrize("name", MESSAGES)
def test_it_leaves_at_most_once_and_is_never_lost(tally: Counter[str], name: str, carrier: Carrier) -> None:
    message = MESSAGES[name]
    calls = killed(message.begin(carrier), message.leave, None)
    assert "mailer.send" in calls
    for moment in (Moment(call, after) for call in range(len(calls)) for after in (False, True)):
        acme = message.begin(carrier)
        before = acme.mailbox.count
        killed(acme, message.leave, moment)
        message.later(acme)

        sent = acme.mailbox.count - before
        assert sent <= 1, moment
        # The next mail of a plan that nobody has claimed leaves by itself in its turn.
        assert accounted_for(acme, sent) or (name == "next-by-hand" and acme.enrolment().next_at), moment
        if name == "step":
            assert not acme.enrolment().is_sending, moment
        if name == "invoice":
            assert not acme.account().receivables.invoices["F-1"].sending.claim, moment
    tally[f"deaths while a message left ({name}, {carrier})"] += 2 * len(calls)


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize(
    "answer",
    [Accepted("m"), Throttled("slow"), Rejected("no such address"), Unknown("time-out")],
    ids=["accepted", "throttled", "rejected", "unknown"],
)
def test_the_history_says_what_the_carrier_answered(name: str, answer: SendResult) -> None:
    message = MESSAGES[name]
    acme = message.begin(Carrier.MAIL_SERVICE)
    known = len(acme.outreaches)
    acme.mailbox.answers.append(lambda: answer)
    acme.unforeseen()
    message.leave(acme)

    told = [outreach.status for outreach in acme.outreaches[known:]]
    if name in RECORDED_BY_THEIR_CLAIM and isinstance(answer, Throttled):
        assert told == [], "the next attempt has the same name"
    else:
        assert told == [_STATUS[type(answer)]]


_STATUS = {
    Accepted: EmailStatus.SENT,
    Throttled: EmailStatus.FAILED,
    Rejected: EmailStatus.FAILED,
    Unknown: EmailStatus.UNKNOWN,
}


def test_a_carrier_that_can_be_asked_leaves_nobody_in_doubt() -> None:
    """The worker dies right after the hand-over: the post knows the message, so no person is asked."""
    for carrier, asked in ((Carrier.POST, False), (Carrier.MAIL_SERVICE, True)):
        calls = killed(owing(carrier), a_beat, None)
        acme = owing(carrier)
        killed(acme, a_beat, Moment(calls.index("mailer.send"), after=True))
        days_later(acme)
        assert (TaskKind.REVIEW_SEND in acme.todo_kinds) is asked
        assert acme.mailbox.count == 1
