"""`relance letter --demo FOLDER`: one letter of each kind, language and layout, written as PDF files."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from local.errors import LaptopError
from relance.domain.late_payment import Debtor
from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress
from relance.gateways.late_payment import late_terms
from relance.rendering.facts import InvoiceLine, ReminderFacts, Sender
from relance.rendering.letters.charges import Charges, charges
from relance.rendering.letters.compose import Correspondence, compose
from relance.rendering.letters.letter import Account, Letter, Letterhead, Reference
from relance.rendering.letters.profile import profile
from relance.rendering.letters.standard import STANDARD_LETTERS, standard_letter
from relance.rendering.letters.typeset import Printed, typeset
from relance.rendering.texts import LANGUAGES, text

_TODAY: Final = date(2026, 4, 15)
_LYON: Final = PostalAddress(
    company="Atelier Lumen SAS",
    lines=("12 rue de la République",),
    postcode="69002",
    city="Lyon",
    country="FR",
)
_BERN: Final = PostalAddress(
    company="Lumen Schweiz AG", lines=("Bundesgasse 8",), postcode="3011", city="Bern", country="CH"
)
_PARIS: Final = PostalAddress(
    company="Brasserie Duval & Fils SARL",
    person="Madame Anna Duval",
    lines=("Bâtiment C", "148 boulevard de Sébastopol"),
    postcode="75003",
    city="Paris",
    country="FR",
)
_BERLIN: Final = PostalAddress(
    company="Café Müller GmbH",
    person="Frau Jana Groß",
    lines=("Karl-Marx-Allee 91",),
    postcode="10243",
    city="Berlin",
    country="DE",
)
_GENEVA: Final = PostalAddress(
    company="Brasserie du Lac SA", lines=("Rue du Rhône 42",), postcode="1204", city="Genève", country="CH"
)
_SEPA: Final = Account("FR76 3000 6000 0112 3456 7890 189", "Atelier Lumen SAS", "AGRIFRPP", "CLT-0042")
_SWISS: Final = Account("CH58 0079 1123 0008 8901 2", "Lumen Schweiz AG", reference="RF18539007547034")


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter of the demonstration, and the name of its file."""

    name: str
    letter: Letter
    profile: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", type=Path, required=True, metavar="FOLDER", help="where the files go")


def run(asked: argparse.Namespace) -> int:
    folder: Path = asked.demo
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, printed in demonstration():
            (folder / f"{name}.pdf").write_bytes(printed.pdf)
            pages = "1 page" if printed.pages == 1 else f"{printed.pages} pages"
            sys.stdout.write(f"{folder / name}.pdf  {pages}, {len(printed.pdf):,} bytes\n")
    except OSError as error:
        raise LaptopError(f"cannot write to {folder}: {error.strerror}") from error
    return 0


def demonstration() -> Iterator[tuple[str, Printed]]:
    """Each letter's name and its PDF, the same bytes every time."""
    for shown in letters():
        yield shown.name, typeset(shown.letter, profile(shown.profile))


def letters() -> Iterator[Shown]:
    for language in LANGUAGES:
        for kind, service in STANDARD_LETTERS.items():
            facts = _facts(language, _invoices(3))
            owed = _charged(facts, "fr") if kind == "formal_notice" else Charges()
            to = replace(_correspondence(language), service=service, charges=owed)
            yield Shown(f"{language}-{kind}", compose(facts, standard_letter(kind, language), to), "fr-dl")
    yield from _layouts()
    facts = _facts("fr", _invoices(60))
    to = replace(_correspondence("fr"), charges=_charged(facts, "fr"))
    yield Shown("fr-three-pages", compose(facts, standard_letter("reminder", "fr"), to), "fr-dl")
    yield _swiss()


def _layouts() -> Iterator[Shown]:
    for layout in ("din-5008-a", "din-5008-b", "pingen-left"):
        facts = replace(_facts("en", _invoices(2)), customer_name="Café Müller GmbH")
        to = replace(_correspondence("en"), recipient=_BERLIN, charges=_charged(facts, "de"))
        yield Shown(f"en-{layout}", compose(facts, standard_letter("last_reminder", "en"), to), layout)


def _swiss() -> Shown:
    facts = _facts("fr", tuple(_in_francs(line) for line in _invoices(2)))
    facts = replace(facts, customer_name="Brasserie du Lac SA", organization_name="Lumen Schweiz AG")
    to = replace(
        _correspondence("fr"),
        letterhead=replace(_letterhead(), name="Lumen Schweiz AG", address=_BERN),
        recipient=_GENEVA,
        account=_SWISS,
    )
    return Shown("fr-swiss-qr-bill", compose(facts, standard_letter("reminder", "fr"), to), "fr-dl")


def _charged(facts: ReminderFacts, jurisdiction: str) -> Charges:
    terms = late_terms(jurisdiction, Debtor.BUSINESS)
    return charges(facts.invoices, terms, facts.today, facts.language) if terms else Charges()


def _facts(language: str, invoices: tuple[InvoiceLine, ...]) -> ReminderFacts:
    return ReminderFacts(
        language=language,
        today=_TODAY,
        organization_name="Atelier Lumen SAS",
        customer_name="Brasserie Duval & Fils SARL",
        sender=Sender(
            "Claire Morel", "claire.morel@atelier-lumen.example", signature="Claire Morel\nAtelier Lumen SAS"
        ),
        invoices=invoices,
    )


def _invoices(count: int) -> tuple[InvoiceLine, ...]:
    return tuple(_invoice(number) for number in range(count))


def _invoice(number: int) -> InvoiceLine:
    due = date(2026, 2, 10) + timedelta(days=13 * number % 60)
    total = Money(1_250_00 + 317_45 * (number % 7), "EUR")
    left = Money(total.minor - 400_00, "EUR") if number % 3 == 1 else total
    return InvoiceLine(f"F-2026-{1042 + number}", due - timedelta(days=30), due, total, left)


def _in_francs(line: InvoiceLine) -> InvoiceLine:
    return replace(
        line, total=Money(line.total.minor, "CHF"), outstanding=Money(line.outstanding.minor, "CHF")
    )


def _correspondence(language: str) -> Correspondence:
    def labelled(code: str, value: str) -> Reference:
        return Reference(text(language, "letters", code), value)

    return Correspondence(
        letterhead=_letterhead(),
        recipient=_PARIS,
        organization_language="fr",
        account=_SEPA,
        references=(
            labelled("your_account", "CLT-0042"),
            labelled("our_contact", "Claire Morel"),
            labelled("phone", "+33 1 99 00 12 34"),
            labelled("email", "claire.morel@atelier-lumen.example"),
        ),
        enclosures=("F-2026-1042.pdf", "F-2026-1043.pdf"),
    )


def _letterhead() -> Letterhead:
    return Letterhead(
        name="Atelier Lumen SAS",
        address=_LYON,
        contact=("contact@atelier-lumen.example",),
        logo=_logo(),
        footer="Atelier Lumen SAS au capital de 50 000 € · RCS Lyon 123 456 789 · TVA FR12 123456789",
    )


def _logo() -> bytes:
    """A sign drawn here: a sun over a line."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (480, 160), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 140, 140), fill=(196, 98, 16))
    draw.rectangle((160, 96, 460, 104), fill=(40, 52, 66))
    draw.rectangle((160, 56, 360, 64), fill=(196, 98, 16))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
