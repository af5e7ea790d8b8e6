"""A person, a machine that answers, or a mail for many: forms of each, and what looks alike."""

from __future__ import annotations

import pytest

from relance.domain.inbox import Check, Scan
from relance.inbound import classify, parse
from relance.inbound.passed_on import first_author, is_passed_on
from relance.inbound.reader import InboundReader
from relance.inbound.verdict import AutoReply, Bulk, BulkKind, HumanReply, Strength
from tests.unit.inbound.letters import mail, written

QUOTED = (
    "On Tue, 3 Nov 2026 at 09:15, Acme <books@acme.example> wrote:\n> Invoice F-7 is overdue.\n> Please pay."
)
FORWARDED = (
    "-----Original Message-----\nFrom: Zoe <zoe@client.example>\nSent: Tuesday, 3 November 2026 09:15\n"
    "To: books@acme.example\nSubject: F-7\n\nWe dispute F-7."
)


@pytest.mark.parametrize(
    ("subject", "body", "fields"),
    [
        # Outlook rules that redirect or forward.
        ("Re: F-7", "We dispute F-7.", {"X_MS_Exchange_Inbox_Rules_Loop": "books@acme.example"}),
        (
            "Re: F-7",
            "Paid.",
            {"X_MS_Exchange_Inbox_Rules_Loop": "<books@acme.example>", "Resent_From": "b@a.example"},
        ),
        ("RE: F-7", "Paid.", {"Resent_From": "b@a.example", "Auto_Submitted": "auto-generated"}),
        (
            "RE: F-7",
            "Paid.",
            {"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent", "Resent_To": "x@y.example"},
        ),
        ("FW: F-7", FORWARDED, {"X_MS_Exchange_Inbox_Rules_Loop": "ana@example.org"}),
        ("TR: F-7", FORWARDED, {"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"}),
        (
            "WG: F-7",
            FORWARDED,
            {"Auto_Submitted": "auto-generated", "X_MS_Exchange_Inbox_Rules_Loop": "ana@example.org"},
        ),
        (
            "Re: F-7",
            "Paid.",
            {"X_Forwarded_To": "r@reply.example", "X_Forwarded_For": "b@a.example r@reply.example"},
        ),
        # Persons who speak of machines, absences, requests and news.
        ("Re: F-7", "Your request has been received, the transfer leaves on Friday.\nZoe", {}),
        ("Re: F-7", "Votre demande a bien été enregistrée, paiement vendredi.\nZoé", {}),
        ("Re: F-7", "Ihre Anfrage ist bei uns eingegangen, wir zahlen am Freitag.\nJan", {}),
        ("Re: F-7", f"I was on holiday, sorry. We pay today.\n\n{QUOTED}", {}),
        ("Re: F-7", "Our bookkeeper is on leave, I pay you tomorrow.", {}),
        ("F-7", "Please unsubscribe me from your reminders, I have paid.", {}),
        ("F-7", "Bonjour, merci de me désinscrire de vos relances.", {}),
        (
            "Re: F-7",
            "Paid.\n\nTo unsubscribe from this list visit the page. View this email in your browser.",
            {},
        ),
        (
            "Re: F-7",
            "Paid.",
            {"List_Unsubscribe": "<mailto:x@example.org>", "In_Reply_To": "<1@acme.example>"},
        ),
        (
            "F-7",
            "We dispute it.",
            {
                "List_Id": "<ap.example.org>",
                "List_Post": "<mailto:ap@example.org>",
                "List_Unsubscribe": "<mailto:x@example.org>",
            },
        ),
        ("F-7", "We dispute it.", {"Precedence": "bulk"}),
        ("Digest of your open invoices", "Here is our digest, please correct F-7.", {}),
        ("Our news", "News: we have moved. Please correct the address of F-7.", {}),
        ("F-7", "Hello, I cannot read your mail in my browser. Please send a PDF.", {}),
        ("F-7", "We pay on Friday.", {"X_Auto_Response_Suppress": "All"}),
        ("F-7", "We pay on Friday.", {"Auto_Submitted": "no"}),
    ],
)
def test_a_person_is_a_person(subject: str, body: str, fields: dict[str, str]) -> None:
    assert isinstance(classify(mail(subject, body, **fields)), HumanReply)


@pytest.mark.parametrize(
    "more",
    [
        {"X_Mailer": "Redmine"},
        {"X_Zendesk_From_Account_Id": "1"},
        {"X_Auto_Response_Suppress": "All", "Precedence": "bulk"},
        {"X_Freshdesk_Ticket": "7", "Subject": "[#7] Re: F-7"},
    ],
)
def test_what_somebody_typed_in_a_help_desk_asks_a_person(more: dict[str, str]) -> None:
    fields = {"Auto_Submitted": "auto-generated", "In_Reply_To": "<1@acme.example>", **more}
    verdict = classify(mail("Re: F-7", "F-7 is disputed, see case L-9.\nPaul, accounts payable", **fields))
    assert isinstance(verdict, HumanReply) or (
        isinstance(verdict, AutoReply) and verdict.strength is Strength.WEAK
    )


@pytest.mark.parametrize(
    ("subject", "body", "fields"),
    [
        ("Automatic reply: F-7", "Out until Monday.", {"Auto_Submitted": "auto-replied"}),
        ("Automatic reply: F-7", "Out.", {"X_MS_Exchange_Inbox_Rules_Loop": "ana@example.org"}),
        ("F-7", "I am away.", {"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"}),
        ("Réponse automatique : F-7", "Absent jusqu'à lundi.", {}),
        ("Automatische Antwort: F-7", "Ich bin im Urlaub.", {}),
        ("Respuesta automática: F-7", "Estoy de vacaciones.", {}),
        ("Risposta automatica: F-7", "Sono in ferie.", {}),
        ("Automatisch antwoord: F-7", "Ik ben met vakantie.", {}),
        ("Resposta automática: F-7", "Estou de férias.", {}),
        ("Automatyczna odpowiedź: F-7", "Jestem na urlopie.", {}),
        ("Autosvar: F-7", "Jag är på semester.", {}),
        ("Автоматический ответ: F-7", "Я в отпуске.", {}),
        ("自動応答: F-7", "不在です。", {}),
        ("自动回复: F-7", "我在休假。", {}),
        ("Otomatik yanıt: F-7", "Ofis dışındayım.", {}),
        (
            "[accounts] Ana is out of the office.",
            "I will be out of the office until 9 November.",
            {
                "Precedence": "bulk",
                "List_Id": "<a.example.org>",
                "List_Unsubscribe": "<mailto:x@example.org>",
                "X_BeenThere": "accounts@example.org",
            },
        ),
        ("F-7", "I am on vacation and will be back on 9 November.", {}),
        ("F-7", "We have received your request. Your ticket number is 4711.", {}),
        ("F-7", "Nous avons bien reçu votre demande, elle sera traitée dans les meilleurs délais.", {}),
        ("F-7", "Dies ist eine automatische Antwort.", {}),
    ],
)
def test_a_machine_that_answers_is_known(subject: str, body: str, fields: dict[str, str]) -> None:
    assert isinstance(classify(mail(subject, body, **fields)), AutoReply)


@pytest.mark.parametrize(
    ("kind", "subject", "body", "sender", "fields"),
    [
        (
            "newsletter",
            "Autumn catalogue",
            "Three new shops.",
            "News <hello@client.example>",
            {"List_Unsubscribe": "<https://client.example/u>"},
        ),
        (
            "newsletter",
            "Autumn catalogue",
            "New.\n\nYou receive this newsletter because you subscribed.\nTo unsubscribe, follow the link.",
            "hello@client.example",
            {},
        ),
        (
            "newsletter",
            "Nos offres",
            "Découvrez.\n\nVous recevez cet e-mail car vous êtes inscrit.\nSe désinscrire",
            "hello@client.example",
            {},
        ),
        (
            "newsletter",
            "Angebote",
            "Neu.\n\nSie erhalten diesen Newsletter, weil.\nIm Browser ansehen",
            "hello@client.example",
            {},
        ),
        ("newsletter", "Ofertas", "Nuevo. Ver en el navegador. Darse de baja.", "hola@client.example", {}),
        ("newsletter", "Offerte", "Visualizza nel browser. Annulla iscrizione.", "ciao@client.example", {}),
        ("newsletter", "Aanbieding", "Bekijk de online versie. Uitschrijven.", "hallo@client.example", {}),
        ("newsletter", "May in figures", "View in browser.", "newsletter@client.example", {}),
        (
            "newsletter",
            "finance-list Digest, Vol 12, Issue 3",
            "Today's Topics:\n 1. Cost centres",
            "finance-list-request@client.example",
            {"Precedence": "list"},
        ),
        (
            "newsletter",
            "ap Digest V2 #14",
            "In this issue: closing",
            "listmanager@client.example",
            {"Precedence": "bulk"},
        ),
        (
            "newsletter",
            "Weekly digest #12",
            "Ten posts.",
            "forum@client.example",
            {"List_Id": "<f.client.example>"},
        ),
        (
            "notification",
            "Cron <root@app> /usr/local/bin/export",
            "14 files written",
            "root@app.client.example",
            {},
        ),
        (
            "notification",
            "Cron <www@web> backup",
            "done",
            "Cron Daemon <www@web.client.example>",
            {"X_Cron_Env": "<A=b>"},
        ),
        ("notification", "logwatch for app", "Disk: 80 %", "logwatch@app.client.example", {}),
        (
            "notification",
            "[acme/books] Issue 7",
            "A comment.",
            "notifications@github.example",
            {"X_GitHub_Reason": "mention"},
        ),
        (
            "notification",
            "Zoe mentioned you",
            "You are receiving this because you were mentioned.",
            "notifications@forum.example",
            {},
        ),
        (
            "notification",
            "New message",
            "You received this notification because you follow F. Notification settings.",
            "no-reply@network.example",
            {},
        ),
    ],
)
def test_mail_for_many_asks_nobody(
    kind: str, subject: str, body: str, sender: str, fields: dict[str, str]
) -> None:
    verdict = classify(mail(subject, body, sender=sender, **fields))
    assert isinstance(verdict, Bulk)
    assert verdict.kind is BulkKind(kind)


def test_what_a_colleague_passes_on_names_its_first_author() -> None:
    forward = mail("TR: F-7", f"Pour vous.\n\n{FORWARDED}", sender="Marie <marie@acme.example>")
    assert is_passed_on(forward)
    assert first_author(forward) == "zoe@client.example"
    answer = mail("Re: F-7", f"Paid.\n\n{FORWARDED}")
    assert not is_passed_on(answer)


ENCLOSED = b"""From: Marie <marie@acme.example>
To: r-token@reply.example.net
Subject: TR: F-7
Content-Type: multipart/mixed; boundary=cut

--cut
Content-Type: text/plain

%s
--cut
Content-Type: message/rfc822

From: Zoe <zoe@client.example>
Subject: F-7
Content-Type: text/plain; charset=utf-8

We dispute F-7.
--cut--
"""


def test_a_mail_passed_on_as_a_file_is_read() -> None:
    received = InboundReader().read(ENCLOSED % b"", Scan()).received
    assert (received.visible, received.passed_on, received.first_author) == (
        "We dispute F-7.",
        True,
        "zoe@client.example",
    )
    assert InboundReader().read(ENCLOSED % b"See below.", Scan()).received.visible == "See below."


def test_a_journal_report_is_the_mail_inside() -> None:
    raw = b"X-MS-Journal-Report:\n" + ENCLOSED % b"Sender: zoe@client.example"
    trusted = Scan(Check.PASS, Check.PASS, Check.PASS, Check.PASS, Check.PASS)
    received = InboundReader().read(raw, trusted).received
    assert received.sender.email == "zoe@client.example"
    assert received.visible == "We dispute F-7."
    assert not received.verified  # the domain that vouches is the one of the report


@pytest.mark.parametrize("field", ["Precedence: bulk", "List-Unsubscribe: <https://a.example>"])
def test_an_answer_is_never_for_many(field: str) -> None:
    raw = written("F-7", "Paid.", In_Reply_To="<1@acme.example>")
    assert isinstance(classify(parse(field.encode() + b"\r\n" + raw)), HumanReply)
