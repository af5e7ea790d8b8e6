"""Mail that lies, and mail that is hard to place: nobody is silenced by it, and nothing of it is lost."""

from __future__ import annotations

import pytest

from relance.domain.customer import AddressStanding
from relance.domain.handling import Hand, done, skipped
from relance.domain.inbox import Check, EntryState, MailKind, Scan
from relance.domain.task import Task, TaskKind
from tests.scenario.correspondence import CLIENT, Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import email

FORGED = Scan(Check.FAIL, Check.PASS, Check.FAIL, Check.FAIL, Check.FAIL)
UNSAID = Scan(Check.PASS, Check.PASS, Check.GRAY, Check.GRAY, Check.GRAY)


def reminded(*customers: str) -> Correspondence:
    acme = Correspondence("2026-11-08")
    acme.plan(email("J+7"), email("J+15"))
    for customer in customers or ("C1",):
        address = CLIENT if customer == "C1" else f"compta@{customer.lower()}.example"
        acme.invoice(f"F-{customer}", due="2026-11-02", amount="10.00 EUR", customer=customer, email=address)
    acme.on("2026-11-09").morning()
    return acme


def bounce(address: str = CLIENT) -> bytes:
    return (
        b"From: Mail Delivery System <mailer-daemon@mx.example>\r\nReturn-Path: <>\r\n"
        b"Subject: Undelivered Mail Returned to Sender\r\nDate: Mon, 9 Nov 2026 10:00:00 +0100\r\n"
        b"Message-ID: <bounce@mx.example>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; "
        + address.encode()
        + b"\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )


def standings(acme: Correspondence) -> list[AddressStanding]:
    return [contact.standing for contact in acme.account().contacts]


def question(acme: Correspondence) -> Task:
    (task,) = (task for task in acme.todos if task.kind is TaskKind.CHECK_ADDRESS)
    return task


class TestABounceOrComplaintThatNobodyVouchesFor:
    @pytest.mark.parametrize("scan", [FORGED, UNSAID], ids=["forged", "unsaid"])
    def test_a_bounce_is_asked_about(self, scan: Scan) -> None:
        acme = reminded()
        (entry,) = acme.comes_in(bounce(), scan=scan).entries
        assert entry.received.kind is MailKind.HARD_BOUNCE
        assert standings(acme) == [AddressStanding.GOOD]
        assert (question(acme).why, question(acme).detail) == ("said_to_bounce", CLIENT)

    def test_a_complaint_is_asked_about(self) -> None:
        acme = reminded()
        acme.comes_in(acme.letter("", Subject="unsubscribe"), scan=FORGED)
        assert standings(acme) == [AddressStanding.GOOD]
        assert question(acme).why == "said_to_complain"

    def test_the_plan_goes_on_meanwhile(self) -> None:
        acme = reminded()
        acme.comes_in(bounce(), scan=FORGED)
        acme.on("2026-11-17").morning()
        assert acme.mailbox.count == 2

    def test_a_verified_one_marks_the_address_at_once(self) -> None:
        acme = reminded()
        acme.comes_in(bounce())
        assert standings(acme) == [AddressStanding.BOUNCED]
        assert acme.todos == []

    def test_an_address_that_is_no_contact_s_asks_nobody(self) -> None:
        acme = reminded()
        acme.comes_in(bounce("somebody@else.example"), scan=FORGED)
        assert acme.todos == []

    def test_the_same_address_is_asked_about_once(self) -> None:
        acme = reminded()
        for number in range(3):
            acme.comes_in(bounce().replace(b"<bounce@", b"<bounce-%d@" % number), scan=FORGED)
        assert len(acme.todos) == 1

    def test_done_means_that_it_failed_and_skipped_that_it_works(self) -> None:
        acme = reminded()
        acme.comes_in(bounce(), scan=FORGED)
        account, hand = acme.account(), Hand("marie", acme.clock.now(), acme.today)
        after = done(account, question(acme), hand)
        assert [contact.standing for contact in after.contacts] == [AddressStanding.BOUNCED]
        assert skipped(account, question(acme), hand).contacts == account.contacts


def test_one_mail_to_the_reply_addresses_of_two_customers_holds_both() -> None:
    acme = reminded("C1", "C2")
    both = [str(mail.message["Reply-To"].addresses[0].addr_spec) for mail in acme.mailbox.mails]
    letter = acme.letter("We dispute both invoices.", sender="boss@accountant.example")
    kept = acme.comes_in(letter, *both)

    assert sorted(entry.customer or "" for entry in kept.entries) == ["C1", "C2"]
    assert len({entry.id for entry in kept.entries}) == 2
    for customer in ("C1", "C2"):
        assert [hold.id for hold in acme.account(customer).holds] == ["reply"]
    assert [task.kind for task in acme.todos] == [TaskKind.REPLY, TaskKind.REPLY]


def test_it_is_kept_once_for_each_however_often_it_is_told() -> None:
    acme = reminded("C1", "C2")
    both = [str(mail.message["Reply-To"].addresses[0].addr_spec) for mail in acme.mailbox.mails]
    letter = acme.letter("We dispute both invoices.")
    first = acme.comes_in(letter, *both, id="ses-1")
    again = acme.comes_in(letter, *both, id="ses-1")
    assert [entry.id for entry in again.entries] == [entry.id for entry in first.entries]
    assert len(acme.states) == 2


def test_words_sent_again_without_an_id_or_a_date_are_kept_again() -> None:
    acme = reminded()
    letter = acme.letter("OK", Message_ID="", Date="")
    del letter["Message-ID"], letter["Date"]
    (first,) = acme.comes_in(letter).entries
    acme.ignores(first)
    (second,) = acme.comes_in(letter).entries
    assert acme.states == [EntryState.IGNORED, EntryState.PENDING]
    assert second.id != first.id


class TestWhoWrote:
    def sender(self, written: bytes, scan: Scan | None = None) -> tuple[str, str, bool]:
        acme = reminded()
        raw = (
            b"From: " + written + b"\r\nSubject: Re: rappel\r\nDate: Mon, 9 Nov 2026 10:00:00 +0100\r\n"
            b"Message-ID: <1@client.example>\r\n\r\nWe pay on Friday.\r\n"
        )
        entry = (acme.comes_in(raw, scan=scan) if scan else acme.comes_in(raw)).entries[0]
        return entry.received.sender.name, entry.received.sender.email, entry.received.verified

    def test_an_encoded_name_may_hold_a_comma(self) -> None:
        written = b"=?utf-8?Q?Dupont=2C_L=C3=A9a?= <lea@client.example>"
        assert self.sender(written) == ("Dupont, Léa", "lea@client.example", True)

    def test_an_encoded_name_that_looks_like_a_member_s_address_is_a_name(self) -> None:
        written = b"=?utf-8?Q?marie=40acme=2Eexample?= <evil@evil.example>"
        assert self.sender(written) == ("marie@acme.example", "evil@evil.example", True)
        angled = b"=?utf-8?Q?Marie_=3Cmarie=40acme=2Eexample=3E?= <evil@evil.example>"
        assert self.sender(angled)[1] == "evil@evil.example"

    @pytest.mark.parametrize(
        "written",
        [b"marie@acme.example, evil@evil.example", b"evil@evil.example, marie@acme.example", b"nobody", b""],
        ids=["member first", "member last", "no address", "nothing"],
    )
    def test_a_mail_from_several_or_from_none_is_vouched_for_by_nobody(self, written: bytes) -> None:
        assert self.sender(written)[2] is False


HALVES = {
    "subject": b"Subject: =?utf-7?Q?+2AA-?= hello",
    "subject in UTF-16": b"Subject: =?utf-16-be?B?2AA=?=",
    "NUL": b"Subject: a\x00b",
    "file": b"Subject: s\r\nX-File: =?utf-7?Q?+2AA-?=.pdf",
}


@pytest.mark.parametrize("name", HALVES)
def test_what_cannot_be_stored_is_cleaned_and_the_mail_holds_the_plan(name: str) -> None:
    acme = reminded()
    raw = (
        b"From: =?utf-7?Q?+2AA-?= <" + CLIENT.encode() + b">\r\n" + HALVES[name] + b"\r\n"
        b"Date: Mon, 9 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@client.example>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nWe dispute +2AA- this.\r\n"
        b"--b\r\nContent-Type: application/pdf; name*=utf-7''+2AA-.pdf\r\n\r\nx\r\n--b--\r\n"
    )
    (entry,) = acme.comes_in(raw).entries
    facts = entry.received
    for text in (facts.subject, facts.sender.name, facts.text, *(file.name for file in facts.attachments)):
        assert "\x00" not in text
        text.encode()
    assert [hold.id for hold in acme.account().holds] == ["reply"]


def reply_addresses(acme: Correspondence) -> list[str]:
    return [str(mail.message["Reply-To"].addresses[0].addr_spec) for mail in acme.mailbox.mails]


def test_a_mail_to_two_customers_that_comes_in_two_parts_holds_both() -> None:
    acme = reminded("C1", "C2")
    first, second = reply_addresses(acme)
    letter = acme.letter("We dispute both invoices.", sender="boss@accountant.example")
    acme.comes_in(letter, first)
    acme.comes_in(letter, second)
    assert [[hold.id for hold in acme.account(customer).holds] for customer in ("C1", "C2")] == [
        ["reply"]
    ] * 2
    assert acme.comes_in(letter, second).entries == ()


@pytest.mark.parametrize(("broken", "other"), [("C1", "C2"), ("C2", "C1")])
def test_a_customer_whose_account_cannot_be_written_does_not_stop_the_other(
    broken: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = reminded("C1", "C2")
    changes = type(acme.house.receive_reply.follow_up.change_account)
    works = changes.run

    def fails(self: object, tenant: object, customer: str, changed: object) -> object:
        if customer == broken:
            raise RuntimeError("no")
        return works(self, tenant, customer, changed)  # type: ignore[arg-type]

    letter = acme.letter("We dispute both invoices.", sender="boss@accountant.example")
    with monkeypatch.context() as patched:
        patched.setattr(changes, "run", fails)
        with pytest.raises(RuntimeError):
            acme.comes_in(letter, *reply_addresses(acme), id="ses-1")
    assert [hold.id for hold in acme.account(other).holds] == ["reply"]
    acme.comes_in(letter, *reply_addresses(acme), id="ses-1")
    assert [hold.id for hold in acme.account(broken).holds] == ["reply"]


FORWARDED = (
    "Pour vous.\n\n-----Message d'origine-----\nDe : Compta <compta@client.example>\n"
    "Envoyé : lundi 9 novembre 2026 10:00\nÀ : marie@acme.example\nObjet : F-1\n\nNous contestons F-1."
)


def test_what_a_colleague_passes_on_is_the_customers_answer() -> None:
    acme = reminded()
    letter = acme.letter(FORWARDED, sender="marie@acme.example", Subject="TR: F-1", In_Reply_To="")
    (entry,) = acme.comes_in(letter).entries
    assert entry.state is EntryState.PENDING
    assert entry.answer_to == (CLIENT,)
    assert [hold.id for hold in acme.account().holds] == ["reply"]


def test_what_a_colleague_writes_to_the_customer_is_filed() -> None:
    acme = reminded()
    (entry,) = acme.comes_in(acme.letter("We wait for it.", sender="marie@acme.example")).entries
    assert entry.state is EntryState.FILED


def test_a_verified_stranger_cannot_say_that_an_address_failed() -> None:
    acme = reminded()
    inbox = acme.house.replies().of_inbox(ORG)
    stranger = b"Reply-To: " + CLIENT.encode() + b"\r\n" + bounce()
    (entry,) = acme.comes_in(stranger, inbox).entries
    assert entry.received.verified
    assert entry.match is not None
    assert standings(acme) == [AddressStanding.GOOD]
    assert question(acme).detail == CLIENT


def test_an_answer_without_words_is_not_shown_empty() -> None:
    acme = reminded()
    letter = acme.letter("")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="avis.pdf")
    (entry,) = acme.comes_in(letter).entries
    assert "avis.pdf" in entry.received.visible
