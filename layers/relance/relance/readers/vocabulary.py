"""The words people head their columns with, in French and English, and which columns a file must have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from relance.domain.imports import ReadingKind

_PUNCTUATION = re.compile(r"[\W_]+")


@cache
def normalised(words: str) -> str:
    """Without accents, case, spaces and punctuation: `Date d'échéance` -> `datedecheance`."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return _PUNCTUATION.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One kind of file. `headers`: field -> the headers it is known by, best first.

    `needed`: groups of fields, at least one of each must be there. `hints`: words of a file name. `own`:
    fields by which invoices and payments are told apart, where the other has no such column.
    """

    kind: ReadingKind
    headers: Mapping[str, tuple[str, ...]]
    needed: tuple[tuple[str, ...], ...]
    hints: tuple[str, ...]
    own: frozenset[str] = frozenset()

    def rank(self, header: str) -> tuple[str, int] | None:
        """The field a header stands for and how good a name for it that is (0 the best)."""
        return _ranks(self.kind).get(normalised(header))


def _headers(**fields: str) -> dict[str, tuple[str, ...]]:
    return {field: tuple(alias.strip() for alias in aliases.split(",")) for field, aliases in fields.items()}


_CUSTOMER = _headers(
    customer_id="""Customer ID, Code client, Customer code, Client ID, ID client, N° client,
        No client, Numéro client, Num client, Numéro de client, Réf client, Référence client,
        Customer number, Customer no, Customer ref, Customer reference, Account number,
        Account code, Account no, Compte client, Compte tiers, Code tiers, Customer account,
        Compte auxiliaire""",
    siren="SIREN, N° SIREN, Numéro SIREN, SIREN client",
    vat="""VAT number, N° TVA, Numéro de TVA, TVA intracommunautaire, N° TVA intracommunautaire,
        VAT ID, VAT no, Tax ID""",
)
_COMPANY = """Customer name, Nom client, Nom du client, Client name, Raison sociale, Company name,
    Customer, Client, Company, Société, Entreprise, Tiers, Nom tiers, Nom du tiers, Buyer, Debtor,
    Débiteur, Bill to, Account name"""
_EMAIL = """E-mail, Email address, Mail, Courriel, Adresse e-mail, Adresse mail, Customer email,
    Email client, Contact email, E-mail contact, Billing email, E-mail facturation,
    E-mail de facturation"""
_CURRENCY = "Currency, Devise, Currency code, Code devise, Monnaie"
_LANGUAGE = "Language, Langue, Lang, Locale"
_INVOICE_NUMBER = """Invoice number, N° facture, No facture, N° de facture, Numéro facture,
    Numéro de facture, Num facture, Invoice no, Invoice ID, Invoice ref, Invoice reference,
    Réf facture, Référence facture, Facture, Invoice"""
_RECEIVED = """Payment date, Date de paiement, Date paiement, Date de règlement, Date règlement,
    Paid on, Payé le, Réglé le, Date paid, Paid date, Settled date, Settled on"""

INVOICES = Vocabulary(
    kind="invoices",
    headers={
        **_CUSTOMER,
        **_headers(
            number=f"""{_INVOICE_NUMBER}, Number, Numéro, N°, No, Num, Document number, Doc number,
                N° document, Numéro document, Pièce, N° pièce, No pièce, Numéro de pièce,
                Numéro pièce, Num pièce, Reference, Référence, Ref""",
            customer_name=f"{_COMPANY}, Contact name, Nom",
            email=_EMAIL,
            issue_date="""Invoice date, Date facture, Date de facture, Issue date, Date d'émission,
                Date émission, Émission, Émise le, Issued on, Issued, Date de facturation,
                Billing date, Document date, Date document, Date pièce, Date de pièce, Date,
                Created""",
            due_date="""Due date, Échéance, Date d'échéance, Date échéance, Invoice due date,
                Due on, Due, Payment due date, Maturity date, Date limite, Date limite de paiement,
                À payer avant""",
            total="""Total TTC, Montant TTC, Invoice total, Invoice amount, Total amount,
                Grand total, Total, Montant total, Montant facture, Montant de la facture,
                Gross amount, Total gross, Total incl tax, Total incl VAT, TTC, Amount, Montant""",
            outstanding="""Outstanding, Restant dû, Reste dû, Reste à payer, Balance due, Balance,
                Amount due, Amount remaining, Remaining, Outstanding amount, Amount outstanding,
                Open amount, Open balance, Unpaid amount, Montant restant, Montant restant dû,
                Montant dû, Solde, Solde dû, Solde restant dû, Restant""",
            paid_amount="""Amount paid, Paid amount, Montant payé, Montant réglé, Déjà payé, Déjà réglé,
                Paid, Paid to date, Payé, Payée, Réglé, Réglée, Encaissé, Montant encaissé, Total payé,
                Total réglé, Prepaid, Prepaid amount, Acompte, Acompte versé, Acomptes versés""",
            currency=_CURRENCY,
            kind="""Type, Document type, Invoice type, Type de document, Type document,
                Type de pièce, Type pièce, Type de facture, Kind, Nature, Avoir""",
            language=_LANGUAGE,
            disputed="Disputed, Litige, En litige, In dispute, Dispute, Contesté, Contestée",
            paid_on=_RECEIVED,
            status="Status, Statut, État, Invoice status, Statut facture, State",
        ),
    },
    needed=(
        ("number",),
        ("customer_id", "customer_name", "siren", "vat"),
        ("issue_date",),
        ("total",),
    ),
    hints=("invoice", "factur", "avoir", "creditnote"),
    own=frozenset({"issue_date", "due_date", "total", "outstanding", "kind", "disputed", "status"}),
)

CONTACTS = Vocabulary(
    kind="contacts",
    headers={
        **_CUSTOMER,
        **_headers(
            customer_name=_COMPANY,
            name="""Contact name, Nom du contact, Nom contact, Contact, Full name, Name, Nom, Last name,
                Nom de famille""",
            first_name="First name, Prénom, Given name",
            email=_EMAIL,
            role="Role, Rôle, Fonction, Job title, Title, Poste",
            language=_LANGUAGE,
            street="""Street, Address, Adresse, Rue, Address line 1, Adresse 1, Adresse ligne 1,
                Postal address, Voie""",
            street_more="""Address line 2, Adresse 2, Adresse ligne 2, Complément d'adresse,
                Complément adresse""",
            postcode="Postcode, Code postal, Postal code, Zip, Zip code, CP",
            city="City, Ville, Town, Commune",
            country="Country, Pays, Country code, Code pays",
            phone="Phone, Téléphone, Phone number, Tél, Telephone, Mobile",
        ),
    },
    needed=(("customer_id", "customer_name", "siren", "vat"), ("email", "street")),
    hints=("contact", "client", "customer"),
)

PAYMENTS = Vocabulary(
    kind="payments",
    headers={
        **_CUSTOMER,
        **_headers(
            customer_name=_COMPANY,
            received_on=f"""{_RECEIVED}, Received on, Reçu le, Date reçu, Date d'encaissement,
                Date encaissement, Encaissé le, Value date, Date de valeur, Date""",
            amount="""Payment amount, Amount paid, Paid amount, Amount received, Montant payé,
                Montant réglé, Montant du règlement, Montant du paiement, Montant encaissé, Amount,
                Montant""",
            reference="""Payment ID, Payment reference, Payment number, Réf paiement,
                Référence paiement, Référence du paiement, N° paiement, Réf règlement,
                N° règlement, Transaction ID, Reference, Référence, Ref""",
            invoice_number=_INVOICE_NUMBER,
            currency=_CURRENCY,
        ),
    },
    needed=(
        ("received_on",),
        ("amount",),
        ("invoice_number", "customer_id", "customer_name", "siren", "vat"),
    ),
    hints=("payment", "paiement", "reglement", "encaissement", "virement", "prelevement", "remittance"),
    own=frozenset({"received_on", "amount", "reference"}),
)

# Two kinds that explain a header equally well: the earlier one is meant.
VOCABULARIES = (INVOICES, CONTACTS, PAYMENTS)


def vocabulary(kind: ReadingKind) -> Vocabulary:
    return next(words for words in VOCABULARIES if words.kind == kind)


@cache
def _ranks(kind: ReadingKind) -> dict[str, tuple[str, int]]:
    return {
        normalised(alias): (field, rank)
        for field, aliases in vocabulary(kind).headers.items()
        for rank, alias in enumerate(aliases)
    }
