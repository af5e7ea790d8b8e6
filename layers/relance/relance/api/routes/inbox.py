"""Mails that came in, and what a person does about them."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.access.problems import Problem
from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.inbox import (
    Assignment,
    ForwardSettings,
    InboxDetail,
    InboxSummary,
    MailPause,
    NewAnswer,
    Thread,
    ThreadMail,
    forwarding_request,
)
from relance.domain.errors import Fault, Refused
from relance.domain.inbox import EntryState, InboxEntry
from relance.rendering.evidence import words
from relance.usecases.ports.composing import ReplyAnswer
from relance.usecases.ports.inbox import InboxList
from relance.usecases.replies.handle_reply import NotAnswered
from relance.usecases.replies.notify_member import NotNotified
from relance.usecases.replies.read_inbox import ReadInbox

router = Router("Inbox")

_MOST_REQUESTS = 20
_State = Annotated[EntryState | None, Query(description="Only those of this state.")]
_Customer = Annotated[PathId | None, Query(description="Only this customer's.")]


def _shown(call: Call, entry: InboxEntry) -> InboxDetail:
    link = call.house.mail_links.link
    return call.tagged(InboxDetail.detailed(entry, partial(words, call.language), link))


def _inbox(call: Call) -> ReadInbox:
    return ReadInbox(call.house.inbox, call.house.outreaches)


@router.on("GET", "/inbox")
def list_inbox(
    state: _State = None,
    customer: _Customer = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[InboxSummary]:
    """Mails that came in, the latest first: those of two years, or of one customer.

    `pending` waits for an answer, `unmatched` for somebody to say whose it is; `filed` asks for nothing.
    """
    call = router.call
    of = None if customer is None else call.customer(customer)
    page = _inbox(call).page(call.org, limit, call.now, call.cursors.read(cursor), state, of)
    items = tuple(InboxSummary.of(entry) for entry in page.lines)
    return Page(items=items, next=call.cursors.sign(page.after))


@router.on("GET", "/inbox/forwarding")
def get_forwarding() -> ForwardSettings:
    """Where to forward your own mailbox to, and what mail providers ask to confirm about it."""
    call = router.call
    asked = islice(call.house.inbox.listed(call.org, InboxList.FORWARDING), _MOST_REQUESTS)
    requests = tuple(request for entry in asked if (request := forwarding_request(entry)))
    return ForwardSettings(address=call.house.replies().of_inbox(call.org), requests=requests)


@router.on("GET", "/inbox/<mail>")
def get_mail(mail: PathId) -> InboxDetail:
    """One mail: what it says, what it was taken for and why, its files."""
    call = router.call
    return _shown(call, call.house.inbox.get(call.org, mail))


@router.on("GET", "/inbox/<mail>/thread")
def get_thread(mail: PathId) -> Thread:
    """The conversation a mail belongs to, oldest first."""
    call = router.call
    entry = call.house.inbox.get(call.org, mail)
    events = _inbox(call).thread(entry, call.customer(entry.customer) if entry.customer else None)
    return Thread(mails=tuple(ThreadMail.of(event) for event in events))


@router.on("POST", "/inbox/<mail>/reply")
def reply_to_mail(mail: PathId, body: NewAnswer) -> InboxDetail:
    """Answer it, from the member's own address where the domain is verified. The plan goes on.

    An answer leaves once: asking again for one that left sends no other.
    """
    call = router.call
    entry = call.house.inbox.get(call.org, mail)
    answer = ReplyAnswer(
        to=body.to if body.to is not None else entry.answer_to,
        subject=body.subject if body.subject is not None else entry.answer_subject,
        text=body.text,
        cc=body.cc,
        files=tuple(file.as_file() for file in body.files),
    )
    match call.house.handle_reply.answer(call.org, mail, _in_name_of(call, body.member), answer):
        case NotAnswered(again=True):
            raise Problem("answer_later", headers={"Retry-After": "300"})
        case NotAnswered(reason=reason):
            raise Problem("answer_refused", reason=reason)
        case InboxEntry() as answered:
            return _shown(call, answered)


def _in_name_of(call: Call, member: str | None) -> str:
    """A person writes in their own name; a key in the name of the member it gives."""
    if call.caller.kind == "member":
        if member not in (None, call.caller.id):
            raise Refused(Fault("not_in_your_name", "member"))
        return call.caller.id
    if member is None or member not in call.organization.members:
        raise Refused(Fault("unknown_member", "member", {"id": member or ""}))
    return member


@router.on("POST", "/inbox/<mail>/ignore")
def ignore_mail(mail: PathId) -> InboxDetail:
    """Nothing to answer: the plan goes on, after the minimum delay between two contacts."""
    call = router.call
    return _shown(call, call.house.handle_reply.ignore(call.org, mail, call.caller.id))


@router.on("POST", "/inbox/<mail>/take-up-again")
def take_up_mail_again(mail: PathId) -> InboxDetail:
    """Undo Ignore: the reply waits for a person again, and holds the plan. Refused if a later mail waits."""
    call = router.call
    return _shown(call, call.house.handle_reply.take_up_again(call.org, mail))


@router.on("POST", "/inbox/<mail>/pause")
def pause_for_mail(mail: PathId, body: MailPause) -> InboxDetail:
    """Pause the customer's plans, until a day or until somebody resumes them."""
    call = router.call
    return _shown(call, call.house.handle_reply.pause(call.org, mail, call.caller.id, body.until))


@router.on("POST", "/inbox/<mail>/assign")
def assign_mail(mail: PathId, body: Assignment) -> InboxDetail:
    """Say whose a mail is that matched nobody. All that follows of a reply then follows."""
    call, house = router.call, router.call.house
    # Assigned it is all the same; who could not be told by e-mail finds the to-do.
    with suppress(NotNotified):
        house.assign_reply.run(call.org, mail, body.customer, add_contact=body.add_contact)
    return _shown(call, house.inbox.get(call.org, mail))
