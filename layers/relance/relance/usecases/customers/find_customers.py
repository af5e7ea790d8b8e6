"""Customers found by words, reading a bounded part of the list at a time."""

from __future__ import annotations

from relance.usecases.ports.listings import CustomerLine, Listings, Page

# So many are looked through for one page: an organization of a hundred thousand takes a few pages to search.
_LOOKED_THROUGH = 2_000
_AT_ONCE = 200


def find_customers(
    listings: Listings, org: str, words: str, limit: int, after: str | None
) -> Page[CustomerLine]:
    """The customers that contain every word, ordered by id. A page may hold fewer than `limit` customers,
    even none, and go on.
    """
    wanted = words.casefold().split()
    if not wanted:
        return listings.customers(org, limit, after)
    found: list[CustomerLine] = []
    for _ in range(_LOOKED_THROUGH // _AT_ONCE):
        page = listings.customers(org, _AT_ONCE, after)
        for line in page.lines:
            if all(word in _text(line) for word in wanted):
                found.append(line)
                if len(found) == limit:
                    is_last = page.after is None and line is page.lines[-1]
                    return Page(tuple(found), None if is_last else line.customer.id)
        after = page.after
        if after is None:
            break
    return Page(tuple(found), after)


def _text(line: CustomerLine) -> str:
    contacts = (f"{contact.name}\n{contact.email or ''}" for contact in line.contacts)
    return "\n".join((line.customer.id, line.customer.name, *contacts)).casefold()
