"""Customers and invoices found by the first letters of their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from relance.domain.finding import Found, FoundKind, words_of
from relance.domain.organization import Organization
from relance.usecases.organization.make_index import MakeIndex
from relance.usecases.ports.finding import Figures, Finder

# Of the words that begin with what was typed so many are looked at: "sarl" leads to every second company.
LOOKED_AT: Final = 300
_MOST_WORDS: Final = 4


@dataclass(frozen=True)
class Find:
    finder: Finder
    figures: Figures
    make_index: MakeIndex

    def run(self, organization: Organization, typed: str, limit: int) -> tuple[Found, ...]:
        """At most `limit` of what has a word beginning with each of those typed: `dup ly` finds "Dupont
        Lyon", `2026-001` finds FA-2026-00123. Customers come first, by name; a number comes with the name of
        its customer.
        """
        org = organization.id
        self.make_index.run(organization)
        words = words_of(typed)[:_MOST_WORDS]
        if not words:
            return ()
        # A number is found by its words in their order, anything else by each word alone.
        found = {
            one: None
            for letters in dict.fromkeys((" ".join(words), *words))
            for one in self.finder.beginning(org, letters, LOOKED_AT)
            if one.has(words)
        }
        first = sorted(found, key=lambda one: _place(one, words))[:limit]
        names = self.figures.of(org, (one.customer for one in first if one.kind is not FoundKind.CUSTOMER))
        return tuple(
            replace(one, name=names[one.customer].name) if one.customer in names else one for one in first
        )


def _place(one: Found, words: tuple[str, ...]) -> tuple[bool, bool, str, str]:
    """What begins with the first word comes before what has it later."""
    shown = words_of(one.name or one.id)
    return (
        one.kind is not FoundKind.CUSTOMER,
        not (shown and shown[0].startswith(words[0])),
        one.name.casefold(),
        one.id,
    )
