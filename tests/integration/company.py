"""One organization on the laptop, as a story handles it: files dropped, days passed, mails read."""

from __future__ import annotations

import email
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import urllib3

from local.answers import Answer, answer_to, answers
from local.back_office import BackOffice
from local.laptop import Laptop
from local.mails import Mail
from local.plan_file import standard_messages
from relance.domain.customer import Account
from relance.domain.organization import Member, Organization
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.plan import DunningPlan, PlanStep, StepKind
from tests.patience import PATIENCE

HEADER = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency"


@dataclass
class Company:
    """Zoe Martin's, in Paris; its plan has an e-mail one, two and three days after the due date."""

    laptop: Laptop
    id: str
    folder: Path
    office: BackOffice = field(init=False)

    def __post_init__(self) -> None:
        self.office = BackOffice.of(self.laptop)
        zoe = Member("zoe", "Zoé Martin", f"zoe@{self.id}.example", signature="Zoé Martin\nComptabilité")
        self.office.organizations.save(
            Organization(self.id, "Société Générique", language="en", members={zoe.id: zoe})
        )
        steps = (
            PlanStep(f"J+{days}", StepKind.EMAIL, days, automatic=True, messages=standard_messages(7 * days))
            for days in (1, 2, 3)
        )
        self.office.run_organization.publish(self.id, DunningPlan("plan", 1, "Plan", tuple(steps)))

    @property
    def today(self) -> date:
        return self.office.tenant(self.id).calendar.today(self.laptop.clock.now())

    def address(self, customer: str) -> str:
        return f"{customer.lower()}@{self.id}.example"

    def invoices(self, *customers: str) -> str:
        """A CSV with one invoice for each customer, of 120 euros, due ten days ago."""
        due = self.today - timedelta(days=10)
        lines = (
            f"{customer}-1,{customer},Company {customer},{self.address(customer)},{due},{due},120.00,EUR"
            for customer in customers
        )
        return "\n".join((HEADER, *lines)) + "\n"

    def drop(self, name: str, data: str | bytes, folder: Literal["inbox", "preview"] = "inbox") -> None:
        file = self.folder / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        self.laptop.drop(self.id, file, folder)

    def imports(self, name: str, data: str | bytes) -> Answer:
        """Drop it, and what the import answered."""
        self.drop(name, data)
        self.laptop.wait_idle()
        return self.answer(name)

    def answer(self, name: str) -> Answer:
        answer = answer_to(self.laptop, self.id, name)
        assert answer is not None, name
        return answer

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(answers(self.laptop, self.id))

    def confirm(self) -> None:
        self.office.run_organization.switch_sending(self.id, on=True)

    @property
    def next_sending_day(self) -> date:
        return self.office.tenant(self.id).calendar.sending_day(self.today + timedelta(days=1))

    def run_a_day(self) -> tuple[Mail, ...]:
        """The next sending day's window, and what left in it."""
        before, day = self.mails, self.next_sending_day
        calendar = self.office.tenant(self.id).calendar
        self.laptop.advance(calendar.opening(day))
        self.laptop.play(calendar.closing(day))
        return self.mails[len(before) :]

    @property
    def mails(self) -> tuple[Mail, ...]:
        """Those to its customers, oldest first."""
        own = f"@{self.id}.example"
        return tuple(mail for mail in self.laptop.mails() if mail.recipients[0].endswith(own))

    def mails_to(self, customer: str) -> tuple[Mail, ...]:
        return tuple(mail for mail in self.mails if self.address(customer) in mail.recipients)

    def account(self, customer: str) -> Account:
        return self.office.accounts.load(self.id, customer)

    def customers(self) -> set[str]:
        return set(self.office.accounts.customers(self.id))

    def outreach(self, mail: Mail) -> Outreach:
        ref = OutreachRef.from_tags(mail.tags)
        assert ref is not None
        outreach = self.office.outreaches.get(ref)
        assert outreach is not None
        return outreach

    def fault(self, customer: str, kind: str, **more: object) -> None:
        """The mail service fails this way at the next mail to the customer."""
        body = {"kind": kind, "to": self.address(customer), **more}
        answer = urllib3.request("POST", f"{self.laptop.ports.mail_url}/faults", json=body, timeout=PATIENCE)
        assert answer.status == 201, answer.data


def opened(mail: Mail) -> EmailMessage:
    """The mail's file, through the standard library's own parser."""
    message = email.message_from_bytes(mail.eml.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
