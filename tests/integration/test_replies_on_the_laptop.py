"""Replies on the whole stack, by real SMTP: a person's stops the plan, noise does not."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time as wall
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from local.cli import main
from local.cloud import REGION, ROOT_KEY
from local.laptop import Laptop
from local.mails import Mail
from relance.domain.calendar import SendingWindow
from relance.domain.consequence import open_reply
from relance.domain.customer import AddressStanding
from relance.domain.hold import HoldKind
from relance.domain.imports import InvoiceRow
from relance.domain.inbox import EntryState, InboxEntry, MailKind
from relance.domain.money import Money
from relance.domain.organization import Member, Organization, Role
from relance.domain.plan import DunningPlan, Message, PlanStep, StepKind
from relance.gateways.secrets import secret
from relance.runtime.aws import house
from relance.runtime.settings import settings
from relance.usecases.importing.import_rows import ImportRows
from relance.usecases.ports.composing import ReplyAnswer
from relance.usecases.ports.inbox import InboxList
from tests.patience import PATIENCE

MARIE = "marie@replies.example"
_orgs = (f"repl{letter}" for letter in "abcdefgh")


@dataclass
class Post:
    """An organization on the laptop, whose customers write back."""

    laptop: Laptop
    org: str

    def owes(self, *customers: str) -> None:
        today = house().tenants.of(self.org, house().clock.now()).calendar.today(house().clock.now())
        rows = [
            InvoiceRow(
                line=1,
                number=f"{self.org}-{customer}",
                customer_id=customer,
                issue_date=today - timedelta(days=30),
                due_date=today - timedelta(days=7),
                total=Money(99_00, "EUR"),
                email=self.address(customer),
            )
            for customer in customers
        ]
        ImportRows(house().change_account).run(house().tenants.of(self.org, house().clock.now()), rows)

    def address(self, customer: str) -> str:
        return f"{customer.lower()}@{self.org}-client.example"

    def days_pass(self, days: int) -> None:
        """Evening by evening: after every customer's slot, before the window closes."""
        start = self.laptop.clock.now().replace(hour=19, minute=52, second=0, microsecond=0)
        evenings = [start + timedelta(days=day) for day in range(1, days + 1)]
        self.laptop.advance(to=evenings[-1], ticks=evenings)

    def to(self, address: str) -> list[Mail]:
        return [m for m in self.laptop.mails() if m.direction == "sent" and address in m.recipients]

    def last(self, customer: str) -> EmailMessage:
        message = message_from_bytes(
            self.to(self.address(customer))[-1].eml.read_bytes(), policy=policy.default
        )
        assert isinstance(message, EmailMessage)
        return message

    def reply_address(self, customer: str) -> str:
        return str(self.last(customer)["Reply-To"].addresses[0].addr_spec)

    def answer(self, customer: str, text: str, **headers: str) -> EmailMessage:
        reminder, message = self.last(customer), EmailMessage()
        message["From"] = headers.pop("From", self.address(customer))
        message["Subject"] = headers.pop("Subject", f"Re: {reminder['Subject']}")
        message["Message-ID"] = make_msgid(domain="client.example")
        message["In-Reply-To"] = reminder["Message-ID"]
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    def smtp(self, message: EmailMessage, to: str, envelope_from: str = "someone@client.example") -> None:
        with smtplib.SMTP("127.0.0.1", self.laptop.ports.smtp, timeout=PATIENCE) as server:
            server.send_message(message, envelope_from, [to])

    def entries(self, customer: str) -> list[InboxEntry]:
        return list(house().inbox.of_customer(self.org, customer))

    def arrived(self, customer: str, mails: int = 1) -> InboxEntry:
        """The customer's latest mail, once so many are worked off."""
        return eventually(lambda: found[0] if len(found := self.entries(customer)) >= mails else None)


def eventually[Found](look: Callable[[], Found | None]) -> Found:
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.2)
    return found


def forget() -> None:
    for built in (house, settings, secret):
        built.cache_clear()


@pytest.fixture
def post(laptop: Laptop) -> Iterator[Post]:
    """This process wired as the functions are, to the laptop's own engine and mail service."""
    with pytest.MonkeyPatch.context() as patch:
        stack, ports = laptop.stack, laptop.ports
        variables = {
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": ports.engine_url,
            "AWS_ENDPOINT_URL_SESV2": ports.mail_url,
            "RELANCE_CLOCK_FILE": str(laptop.state.clock),
            "CORE_TABLE": stack.core_table,
            "LOG_TABLE": stack.log_table,
            "INBOX_TABLE": stack.inbox_table,
            "INBOUND_BUCKET": stack.inbound_bucket,
            "DUE_SHARDS": "1",
            "CONFIGURATION_SET": stack_output(laptop, "ConfigurationSet"),
            "FALLBACK_SENDER": "reminders@relance.test",
            "REPLY_DOMAIN": "reply.relance.test",
            "REPLY_SECRET_ARN": stack_output(laptop, "ReplySecret"),
        }
        for name, value in variables.items():
            patch.setenv(name, value)
        forget()
        org = next(_orgs)
        marie = Member("marie", "Marie Curie", MARIE, Role.ADMIN)
        daily = SendingWindow(frozenset(range(7)), wall(0), 20 * 60)
        house().organizations.save(
            Organization(org, "Acme", "UTC", window=daily, sending=True, members={"marie": marie})
        )
        steps = tuple(
            PlanStep(f"J+{day}", StepKind.EMAIL, day, True, {"fr": Message("#REF#", "Bonjour,\n\nMerci.")})
            for day in (7, 9)
        )
        house().run_organization.publish(org, DunningPlan("plan", 1, "Plan", steps, min_contact_delay_days=3))
        yield Post(laptop, org)
        forget()


def stack_output(laptop: Laptop, name: str) -> str:
    (stack,) = laptop.cloud.cloudformation().describe_stacks(StackName="relance")["Stacks"]
    return next(o["OutputValue"] for o in stack["Outputs"] if o["OutputKey"] == name)


def test_a_reply_holds_the_plan_until_it_is_answered(post: Post) -> None:
    post.owes("C1")
    post.days_pass(1)
    assert len(post.to(post.address("C1"))) == 1
    told_before = len(post.to(MARIE))

    post.smtp(post.answer("C1", "We will pay on Friday.\n\n> Merci."), post.reply_address("C1"))
    entry = post.arrived("C1")
    entry = eventually(lambda: e if (e := house().inbox.get(post.org, entry.id)).notified else None)

    assert (entry.state, entry.received.kind) == (EntryState.PENDING, MailKind.HUMAN_REPLY)
    assert entry.received.visible == "We will pay on Friday."
    account = house().accounts.load(post.org, "C1")
    assert [hold.kind for hold in account.holds] == [HoldKind.REPLY]
    assert open_reply(account)
    assert len(post.to(MARIE)) == told_before + 1
    post.days_pass(4)
    assert len(post.to(post.address("C1"))) == 1

    answer = ReplyAnswer(entry.answer_to, entry.answer_subject, "Thank you, Friday is fine.")
    house().handle_reply.answer(post.org, entry.id, "marie", answer)
    house().handle_reply.answer(post.org, entry.id, "marie", answer)

    assert len(post.to(post.address("C1"))) == 2
    assert post.last("C1")["In-Reply-To"] == f"<{entry.received.message_id}>"
    assert house().accounts.load(post.org, "C1").holds == ()
    post.days_pass(2)
    assert len(post.to(post.address("C1"))) == 2
    post.days_pass(1)
    assert len(post.to(post.address("C1"))) == 3


def test_a_strangers_mail_is_somebodys_once_a_person_says_whose(post: Post) -> None:
    """Through the API, by the rights that its function has."""
    post.owes("C1")
    message = EmailMessage()
    message["From"], message["Subject"] = "stranger@elsewhere.example", "About your reminder"
    message["Message-ID"] = make_msgid(domain="elsewhere.example")
    message.set_content("Which invoice is this about?")
    post.smtp(message, house().replies().of_inbox(post.org))
    entry = eventually(lambda: next(house().inbox.listed(post.org, InboxList.UNMATCHED), None))

    api = ["--state", str(post.laptop.state.folder), "api", "--org", post.org]
    assert main([*api, "POST", f"/inbox/{entry.id}/assign", '{"customer": "C1"}']) == 0

    assert post.arrived("C1").state is EntryState.PENDING
    assert any("stranger" in mail.subject or "C1" in mail.subject for mail in post.to(MARIE))


def bounced(address: str) -> EmailMessage:
    raw = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n"
        f"From: MAILER-DAEMON@client.example\nSubject: Undelivered\nMessage-ID: {make_msgid()}\n\n"
        "--B\nContent-Type: text/plain\n\nNo such user.\n\n--B\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; {address}\n"
        "Action: failed\nStatus: 5.1.1\n\n--B--\n"
    )
    message = message_from_bytes(raw.encode(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_noise_forgers_and_loops_hold_nothing(post: Post) -> None:
    customers = ("AWAY", "GONE", "FORGED", "LOOP")
    post.owes(*customers)
    post.days_pass(1)
    addresses = {customer: post.reply_address(customer) for customer in customers}

    away = post.answer("AWAY", "I am away.", Subject="Automatic reply", Auto_Submitted="auto-replied")
    post.smtp(away, addresses["AWAY"])
    post.smtp(bounced(post.address("GONE")), addresses["GONE"], "")
    forged = addresses["FORGED"].replace(f"r-{post.org}-", f"r-{post.org[:-1]}z-")
    post.smtp(post.answer("FORGED", "Stop.", To=addresses["FORGED"]), forged)
    post.smtp(post.answer("LOOP", "Again.", From=addresses["LOOP"]), addresses["LOOP"])

    assert post.arrived("AWAY").received.kind is MailKind.AUTO_REPLY
    assert post.arrived("GONE").received.kind is MailKind.HARD_BOUNCE
    assert post.arrived("LOOP").state is EntryState.DROPPED
    gone = eventually(lambda: a if (a := standing(post, "GONE")) is not AddressStanding.GOOD else None)
    assert gone is AddressStanding.BOUNCED
    assert post.entries("FORGED") == []
    for customer in customers:
        assert house().accounts.load(post.org, customer).holds == ()
    post.days_pass(3)
    mailed = {customer: len(post.to(post.address(customer))) for customer in customers}
    assert mailed == {"AWAY": 2, "GONE": 1, "FORGED": 2, "LOOP": 2}


def standing(post: Post, customer: str) -> AddressStanding:
    (contact,) = house().accounts.load(post.org, customer).contacts
    return contact.standing


def test_another_tenants_token_stays_that_tenants(post: Post) -> None:
    post.owes("C1")
    post.days_pass(1)
    other = next(_orgs)
    house().organizations.save(
        Organization(other, "Other", members={"m": Member("m", "M", "m@other.example", Role.ADMIN)})
    )
    theirs = house().replies().of_inbox(other)
    post.smtp(post.answer("C1", "Stop.", To=post.reply_address("C1")), theirs)

    (entry,) = eventually(lambda: list(house().inbox.listed(other, InboxList.UNMATCHED)))
    assert (entry.state, entry.customer) == (EntryState.UNMATCHED, None)
    assert post.entries("C1") == []
    assert house().accounts.load(post.org, "C1").holds == ()
