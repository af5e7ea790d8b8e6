"""A story in which people write back: mails come in by the reply addresses, through the mail service."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from typing import Any

from relance.domain.inbox import Check, EntryState, InboxEntry, Receipt, Scan
from relance.domain.organization import Member, Role
from relance.domain.plan import Message
from relance.usecases.ports.composing import ReplyAnswer
from relance.usecases.replies.receive_reply import Kept
from relance.usecases.sending.leave_by_hand import Sent
from relance.usecases.sending.send_ad_hoc import AdHoc
from tests.scenario.days import ORG
from tests.scenario.story import Story

VERIFIED = Scan(Check.PASS, Check.PASS, Check.PASS, Check.PASS, Check.PASS)
CLIENT = "compta@client.example"
_MARIE = Member("marie", "Marie Curie", "marie@acme.example", Role.ADMIN)


class Correspondence(Story):
    def __init__(self, start: str = "2026-10-05", **settings: Any) -> None:
        super().__init__(start, **{"members": {"marie": _MARIE}, **settings})
        self._ids = count(1)

    # --- what customers, machines and forgers send ---

    def letter(
        self, text: str = "We will pay on Friday.", *, sender: str = CLIENT, **headers: str
    ) -> EmailMessage:
        """An answer to the last reminder; `headers` go in with `-` for `_`, over the usual ones."""
        message = EmailMessage()
        usual = {"From": sender, "Subject": "Re: rappel", "Date": format_datetime(self.clock.now())}
        usual["Message-ID"] = f"<{next(self._ids)}@client.example>"
        if self.mailbox.mails:
            usual["In-Reply-To"] = f"<{self.mailbox.last.message_id}@eu-west-3.amazonses.com>"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {**usual, **named}.items():
            if value:
                message[name] = value
        message.set_content(text)
        return message

    def comes_in(
        self,
        message: EmailMessage | bytes,
        *to: str,
        scan: Scan = VERIFIED,
        id: str | None = None,
    ) -> Kept:
        """By SMTP, to the last reminder's reply address unless another is given."""
        receipt = Receipt(id or f"ses-{next(self._ids)}", self.clock.now(), to or (self.reply_address,), scan)
        raw = message if isinstance(message, bytes) else message.as_bytes()
        self.world.mails.came.setdefault(receipt.id, raw)
        return self.told(receipt)

    def told(self, receipt: Receipt) -> Kept:
        kept = self.house.receive_reply.run(receipt)
        self._changed()
        return kept

    def writes_back(self, text: str = "We will pay on Friday.", **headers: str) -> InboxEntry:
        (entry,) = self.comes_in(self.letter(text, **headers)).entries
        return entry

    @property
    def reply_address(self) -> str:
        return str(self.mailbox.last.message["Reply-To"].addresses[0].addr_spec)

    # --- what our people do ---

    def answers(self, entry: InboxEntry, text: str = "Thank you.", **more: Any) -> object:
        answer = ReplyAnswer(entry.answer_to, entry.answer_subject, text, **more)
        result = self.house.handle_reply.answer(ORG, entry.id, "marie", answer)
        self._changed()
        return result

    def writes(self, subject: str, customer: str = "C1", attempt: str = "", **more: Any) -> Sent:
        """Marie writes to a customer outside any plan."""
        text = AdHoc(Message(subject, "Bonjour {{ contact_name }}"), **more)
        named = attempt or f"attempt {next(self._ids)}"
        sent = self.house.send_ad_hoc.send(self.tenant, customer, text, _MARIE, "marie", named)
        self._changed()
        return sent

    def ignores(self, entry: InboxEntry) -> InboxEntry:
        handled = self.house.handle_reply.ignore(ORG, entry.id, "marie")
        self._changed()
        return handled

    def reminded(self) -> None:
        """The hourly look at what waits."""
        self.house.remind_of_replies.run()
        self._changed()

    def settings(self, **changed: Any) -> None:
        self.house.organizations.save(replace(self.house.organizations.get(ORG), **changed))
        self._changed()

    # --- what can be seen ---

    def entry(self, of: InboxEntry) -> InboxEntry:
        return self.house.inbox.get(ORG, of.id)

    @property
    def states(self) -> list[EntryState]:
        """Of every mail of the month, oldest first."""
        return [e.state for e in reversed(list(self.house.inbox.in_month(ORG, self.clock.now())))]

    @property
    def notices(self) -> list[str]:
        """To whom, of everything our people were told."""
        return [recipient for envelope in self.world.notifier.sent for recipient in envelope.recipients]
