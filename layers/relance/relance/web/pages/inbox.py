"""The inbox, and the screen on which a reply is handled."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from relance.access.problems import Problem
from relance.contracts.api.base import path_id
from relance.contracts.api.inbox import MailPause, NewAnswer
from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.inbox import EntryState, InboxEntry, MailKind
from relance.domain.outreach import Outreach
from relance.rendering.evidence import words
from relance.usecases.customers.read_timeline import Mail
from relance.usecases.ports.composing import ReplyAnswer
from relance.usecases.ports.inbox import InboxList
from relance.usecases.replies.handle_reply import NotAnswered
from relance.usecases.replies.notify_member import NotNotified
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, parted, problem_details, read
from relance.web.owed import owed
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 50
_IN_THE_PILE: Final = 20
_CHIPS: Final = {"pending": EntryState.PENDING, "unmatched": EntryState.UNMATCHED, "all": None}
_OPEN: Final = (EntryState.PENDING, EntryState.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Row:
    """A mail in a list, with the name of whose it is; "" where nobody is known."""

    entry: InboxEntry
    customer: str

    @property
    def address(self) -> str:
        return f"/inbox/{path_id(self.entry.id)}"


@pages.on("GET", "/inbox", may="list_inbox")
def inbox(visit: Visit) -> Answer:
    """Mails that came in: those to answer, those that nobody is known for, all."""
    chosen = visit.query.get("state", "pending")
    chosen = chosen if chosen in _CHIPS else "pending"
    cursors = visit.cursors("inbox", state=chosen)
    after = cursors.read(visit.query.get("cursor"))
    page = visit.house.read_inbox.page(visit.org, _ROWS, visit.now, after, _CHIPS[chosen])
    shown = {
        "rows": [_row(visit, entry) for entry in page.lines],
        "chosen": chosen,
        "chips": list(_CHIPS),
        "next": cursors.sign(page.after),
    }
    return Shown("inbox.html", shown)


@pages.on("GET", "/inbox/<mail>", may="get_mail")
def reply(visit: Visit, mail: str) -> Answer:
    """One mail with its conversation, what is known of the customer, and the three exits."""
    mail = id_of(mail)
    return _screen(visit, visit.house.inbox.get(visit.org, mail))


@pages.on("POST", "/inbox/<mail>/reply", may="reply_to_mail")
def reply_to_mail(visit: Visit, mail: str) -> Answer:
    """Answer it; the text is kept when it did not leave."""
    mail = id_of(mail)
    entry = visit.house.inbox.get(visit.org, mail)
    try:
        said = read(NewAnswer, {"text": visit.given("text"), "to": parted(visit.given("to"))})
        answer = ReplyAnswer(said.to or entry.answer_to, entry.answer_subject, said.text)
        match visit.house.handle_reply.answer(visit.org, mail, visit.caller.id, answer):
            case NotAnswered(again=True):
                raise Problem("answer_later")
            case NotAnswered(reason=reason):
                raise Problem("answer_refused", reason=reason)
    except SHOWN_AGAIN as error:
        return _again(visit, entry, "reply", error)
    return _next(visit, "inbox.answered")


@pages.on("POST", "/inbox/<mail>/ignore", may="ignore_mail")
def ignore_mail(visit: Visit, mail: str) -> Answer:
    mail = id_of(mail)
    try:
        visit.house.handle_reply.ignore(visit.org, mail, visit.caller.id)
    except SHOWN_AGAIN as error:
        return _again(visit, visit.house.inbox.get(visit.org, mail), "ignore", error)
    return _next(visit, "inbox.ignored")


@pages.on("POST", "/inbox/<mail>/pause", may="pause_for_mail")
def pause_for_mail(visit: Visit, mail: str) -> Answer:
    """Until the day of the form; without one, until somebody resumes."""
    mail = id_of(mail)
    try:
        until = read(MailPause, {"until": visit.given("until")}).until
        visit.house.handle_reply.pause(visit.org, mail, visit.caller.id, until)
    except SHOWN_AGAIN as error:
        return _again(visit, visit.house.inbox.get(visit.org, mail), "pause", error)
    return _next(visit, "inbox.paused")


@pages.on("POST", "/inbox/<mail>/assign", may="assign_mail")
def assign_mail(visit: Visit, mail: str) -> Answer:
    """Say whose a mail is that matched nobody."""
    mail = id_of(mail)
    customer, add = visit.given("customer"), bool(visit.given("add_contact"))
    try:
        # Assigned it is all the same; who could not be told by e-mail finds the to-do.
        with suppress(NotNotified):
            visit.house.assign_reply.run(visit.org, mail, customer, add_contact=add)
    except (NotFound, Refused) as error:
        entry = visit.house.inbox.get(visit.org, mail)
        unknown = Refused(Fault("unknown_customer", "customer", {"id": customer}))
        return _again(visit, entry, "assign", error if isinstance(error, Refused) else unknown)
    return See(f"/inbox/{path_id(mail)}", "inbox.assigned")


# --- what the screen shows ---


def _screen(visit: Visit, entry: InboxEntry, **more: object) -> Shown:
    account = visit.account(entry.customer) if entry.customer else None
    thread = visit.house.read_inbox.thread(entry, account.customer if account else None)
    shown: dict[str, object] = {
        "entry": entry,
        "is_open": entry.state in _OPEN and entry.claim is None,
        "pile": [_row(visit, one) for one in _waiting(visit)],
        "thread": [_spoken(visit, one) for one in thread],
        "proof": [words(visit.language, code) for code in entry.received.evidence],
        "files": [(file, _link(visit, file.key, file.name)) for file in entry.received.attachments],
        "raw": _raw(visit, entry),
        "account": account,
        "owed": owed(account, visit.today) if account else (),
        "next_contact": _next_contact(visit, account),
        "chosen": "reply" if entry.state is EntryState.PENDING else "ignore",
        "to": ", ".join(entry.answer_to),
        "text": "",
        "until": "",
        "customer": "",
        "problem": None,
    }
    return Shown("reply.html", shown | more)


def _again(visit: Visit, entry: InboxEntry, exit_: str, error: Exception) -> Shown:
    """The screen with what was typed, and what is wrong with it."""
    kept = {name: visit.given(name) for name in ("to", "text", "until", "customer") if name in visit.form}
    shown = _screen(visit, entry, chosen=exit_, problem=problem_details(visit, error), **kept)
    return Shown(shown.template, shown.values, 422)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One mail of the conversation; `ours` left from here."""

    ours: bool
    id: str
    at: datetime
    author: str
    subject: str
    text: str
    is_last: bool


def _spoken(visit: Visit, mail: Mail) -> Spoken:
    match mail:
        case Outreach():
            author = visit.members.get(mail.sender, visit.organization.name)
            return Spoken(True, mail.ref.name, mail.ref.at, author, mail.subject, mail.text, False)
        case InboxEntry(received=received):
            author = received.sender.name or received.sender.email
            said = received.visible or received.text
            return Spoken(False, mail.id, mail.received_at, author, received.subject, said, True)


def _waiting(visit: Visit) -> list[InboxEntry]:
    return list(islice(visit.house.inbox.listed(visit.org, InboxList.PENDING), _IN_THE_PILE))


def _next(visit: Visit, said: str) -> See:
    """The next reply that waits; the empty list when there is none."""
    waiting = _waiting(visit)
    return See(f"/inbox/{path_id(waiting[0].id)}" if waiting else "/inbox", said)


def _row(visit: Visit, entry: InboxEntry) -> Row:
    if entry.customer is None:
        return Row(entry, "")
    try:
        return Row(entry, visit.house.listings.customer(visit.org, entry.customer).customer.name)
    except NotFound:
        return Row(entry, entry.customer)


def _next_contact(visit: Visit, account: Account | None) -> date | None:
    """The earliest day of the next contact, once the reply is handled today; None: on no plan."""
    if account is None or visit.tenant.plan_of(account) is None:
        return None
    delay = timedelta(days=max(1, visit.tenant.contact_delay_of(account)))
    return visit.tenant.calendar.sending_day(visit.today + delay)


def _raw(visit: Visit, entry: InboxEntry) -> str:
    """Where the mail is downloaded as it came; "" for one with a virus."""
    is_harmless = entry.received.kind is not MailKind.VIRUS
    return _link(visit, entry.raw_key, f"{entry.id}.eml") if is_harmless else ""


def _link(visit: Visit, key: str | None, name: str) -> str:
    return visit.house.mail_links.link(key, name) if key else ""
