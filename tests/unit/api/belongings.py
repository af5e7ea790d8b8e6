"""Something of every kind that an organization can have, by the name its id has in paths.

A new kind of id in a path needs a line here: every test over all routes then has it.
"""

from __future__ import annotations

from relance.domain.erasure import Erasure
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.posted_letter import LetterStatus, PostedLetter
from relance.house import House
from relance.readers.reader import FileReader
from relance.rendering.import_report import words
from tests.unit.api.client import Client
from tests.unit.api.conftest import START
from tests.unit.api.test_inbox import mail
from tests.unit.readers.einvoices import pdf
from tests.unit.readers.reading import EUR

PROMISE = {"promised_for": "2026-11-10", "invoices": ["F-2"]}
AMOUNT = {"minor": 1000, "currency": "EUR"}
MESSAGES = {"en": {"subject": "Thank you", "body": "Thank you."}}


def belongings(acme: Client, house: House) -> dict[str, str]:
    """Made through the API wherever it makes such things."""
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    invoice = {"customer": "C-1", "number": "F-1", "issue_date": "2026-10-01", "total": AMOUNT}
    acme.post("/invoices", invoice)
    acme.post("/invoices", {**invoice, "number": "F-2", "total": {**AMOUNT, "minor": 9000}})
    shown = FileReader(words).read(pdf(), "F-1.pdf", EUR)
    house.keep_pdfs.run(house.tenants.of("acme", START), shown)
    payment = {"id": "P-1", "received_on": "2026-11-01", "amount": AMOUNT}
    acme.post("/customers/C-1/payments", payment)
    note = {"number": "A-1", "issue_date": "2026-11-01", "amount": AMOUNT}
    acme.post("/customers/C-1/credit-notes", note)
    ref = OutreachRef("acme", "C-1", START, "outreach")
    reminder = Outreach(ref, EmailStatus.SENT, text="Words", invoices=("F-1",), step="J+7")
    house.outreaches.record(reminder)
    letter = OutreachRef("acme", "C-1", START, "letter")
    posted = PostedLetter(True, "print-shop", status=LetterStatus.SUBMITTED)
    house.outreaches.record(Outreach(letter, EmailStatus.SENT, letter=posted))
    plan = f"/plans/{acme.post('/plans/ready-made', {'name': 'Standard'}).json['id']}"
    acme.call("POST", f"{plan}/publish", {}, {"If-Match": "*"})
    # A published plan, and what it shall become.
    acme.post(f"{plan}/draft", {})
    reply = mail(house)
    # Of an earlier customer of that id.
    house.erasures.put(Erasure.of("acme", "C-1", START).account_gone(START).done(START))
    return {
        "customer": "C-1",
        "into": "C-1",
        "invoice": "F-1",
        "payment": "P-1",
        "credit_note": "A-1",
        "contact": acme.post("/customers/C-1/contacts", {"name": "Zoé"}).json["id"],
        "member": acme.post("/members", {"name": "Bea", "email": "bea@acme.example"}).json["id"],
        "api_key": acme.post("/api-keys", {"name": "ERP", "scope": "read"}).json["key"]["id"],
        "import_id": acme.post("/imports", {"file": "March.csv"}).json["id"],
        "sent_email": ref.name,
        "letter": letter.name,
        "mail": reply,
        "promise": acme.post("/customers/C-1/promises", PROMISE).json["id"],
        "enrolment": acme.get("/customers/C-1/enrolments").json["enrolments"][0]["id"],
        "note": acme.post("/customers/C-1/notes", {"text": "Called twice."}).json["id"],
        "campaign": acme.post("/campaigns", {"name": "Spring", "messages": MESSAGES}).json["id"],
        "task": acme.get("/tasks").json["items"][0]["id"],
        "plan": plan.removeprefix("/plans/"),
        "column_mapping": acme.post("/column-mappings", {"name": "Sage"}).json["id"],
        "template": acme.post("/templates", {"name": "Thanks", "messages": MESSAGES}).json["id"],
    }
