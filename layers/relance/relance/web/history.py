"""What passed between the organization and a customer, as lines of a story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from relance.contracts.api.base import path_id
from relance.contracts.api.timeline import STATUS
from relance.domain.inbox import InboxEntry
from relance.domain.money import Money
from relance.domain.note import Note
from relance.domain.outreach import Outreach
from relance.domain.promise import PromiseToPay
from relance.domain.task import Task
from relance.usecases.customers.read_timeline import TimelineEvent
from relance.web.look import Look, look
from relance.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is the class of the line, `what` the code of its heading or "" where `title` says it; `states`
    are looks with whom each is about.
    """

    kind: str
    icon: str
    what: str
    at: datetime
    who: str = ""
    title: str = ""
    said: str = ""
    address: str = ""
    states: tuple[tuple[Look, str], ...] = ()
    amount: Money | None = None


def history(visit: Visit, events: Iterable[TimelineEvent]) -> list[Event]:
    return [_event(visit, event, visit.members) for event in events]


def _event(visit: Visit, event: TimelineEvent, members: Mapping[str, str]) -> Event:
    match event:
        case Outreach(ref=ref):
            states = tuple(
                (look("email", STATUS[status]), email) for email, status in sorted(event.recipients.items())
            )
            who = members.get(event.sender, "")
            why = visit.house.explain_sent(event, visit.tenant.calendar.today(ref.at), visit.language)
            icon = "file-text" if event.letter else "mail"
            return Event("out", icon, "", ref.at, who, event.subject, why, "", states)
        case InboxEntry(received=received):
            who, address = received.sender.name or received.sender.email, f"/inbox/{path_id(event.id)}"
            states = ((look("mail", event.state), ""),)
            return Event("in", "reply", "", event.received_at, who, received.subject, "", address, states)
        case Task(closed_at=at):
            who = members.get(event.closed_by or "", "")
            what = f"history.task.{event.state}"
            return Event("", "check", what, at or visit.now, who, title=f"task.{event.kind}")
        case Note(at=at, text=text):
            return Event("", "pencil", "history.note", at, members.get(event.by, ""), said=text)
        case PromiseToPay(taken_at=at):
            who = members.get(event.taken_by, "")
            states = ((look("promise", event.state), ""),)
            return Event("", "handshake", "history.promise", at, who, states=states, amount=event.amount)
