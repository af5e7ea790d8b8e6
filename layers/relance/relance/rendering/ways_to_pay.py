"""Whether a message tells its reader how to pay: looked for in the text as it is read, not in its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

from relance.domain.bank_details import BankDetails
from relance.domain.plan import Message
from relance.rendering.email import compile_message
from relance.rendering.example import example_facts
from relance.rendering.facts import ReminderFacts
from relance.usecases.ports.words import PaymentTold

_LINK: Final = re.compile(r"https?://[^\s/]")
# As people write an account number: in groups, parted by one space. Its length is bounded, so that looking
# through a long text stays linear.
_ACCOUNT: Final = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[  ]?[A-Z0-9]){11,30}")
# What looks like an account number more often than this is no message that people read.
_MOST_LOOKED_AT: Final = 50
_LENGTHS: Final = range(34, 14, -1)
_SOME_ACCOUNT: Final = BankDetails("FR1420041010050500013M02606", "Example")


def payment_told(
    message: Message, language: str, bank: BankDetails | None, payment_details: str
) -> PaymentTold:
    """Of a message that was accepted, with these details of the organization that sends it."""
    if all(_tells(message, facts) for facts in _examples(language, bank, payment_details)):
        return PaymentTold.YES
    known = all(_tells(message, facts) for facts in _examples(language, _SOME_ACCOUNT, ""))
    return PaymentTold.ONCE_KNOWN if known else PaymentTold.NO


def _examples(language: str, bank: BankDetails | None, payment_details: str) -> Iterator[ReminderFacts]:
    """Overdue and not yet due, several invoices and one, with a contact's name and without."""
    late = replace(example_facts(language), bank=bank, payment_details=payment_details)
    yield late
    yield replace(late, contact_name="", invoices=late.invoices[:1])
    yield replace(late, today=late.invoices[0].due_date - timedelta(days=7))


def _tells(message: Message, facts: ReminderFacts) -> bool:
    read = compile_message(message.subject, message.body).body.fill(facts)
    own = facts.payment_details.strip()
    account = facts.bank
    return bool(
        (own and own in read)
        or (account and (account.iban in read or account.spaced_iban in read))
        or _LINK.search(read)
        or any(_is_account(found[0]) for found in islice(_ACCOUNT.finditer(read), _MOST_LOOKED_AT))
    )


@lru_cache(maxsize=1024)
def _is_account(written: str) -> bool:
    """Whether an IBAN begins there; capitals behind it, such as "BIC", may stand against it."""
    from stdnum import iban

    compact = "".join(written.split())
    return any(iban.is_valid(compact[:length], check_country=False) for length in _LENGTHS)
