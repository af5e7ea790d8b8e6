"""Every state that a page may show has its look, and its word in each language."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from relance.contracts.api.timeline import STATUS
from relance.domain.customer import AddressStanding
from relance.domain.hold import HoldKind
from relance.domain.inbox import EntryState, MailKind
from relance.domain.organization import Role
from relance.domain.plan import Level, Logic
from relance.domain.promise import PromiseState
from relance.domain.receivables import InvoiceStatus
from relance.domain.task import TaskKind, TaskState
from relance.rendering.texts import LANGUAGES, text
from relance.usecases.customers.list_actions import Ending
from relance.usecases.importing.start_import import Progress
from relance.web.look import look

LOOKS: dict[str, Iterable[str]] = {
    "invoice": InvoiceStatus,
    "mail": EntryState,
    "email": STATUS.values(),
    "promise": PromiseState,
    "action": ("upcoming", *Ending),
    "import": Progress,
}
WORDS: dict[str, Iterable[str]] = {
    "task": TaskKind,
    "history.task": TaskState,
    "hold": HoldKind,
    "role": Role,
    "reply.taken_for": MailKind,
    "plans.of": Level,
    "plans.logic": Logic,
    "customer.standing": set(AddressStanding) - {AddressStanding.GOOD},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", LOOKS)
def test_a_state_has_a_look_and_a_word(of: str, language: str) -> None:
    for state in LOOKS[of]:
        shown = look(of, state)
        assert shown.icon and text(language, "pages", shown.word)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", WORDS)
def test_a_kind_has_a_word(of: str, language: str) -> None:
    for kind in WORDS[of]:
        assert text(language, "pages", f"{of}.{kind}", email="a@b.example")
