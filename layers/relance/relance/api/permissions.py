"""Who may do what: the least role of every operation, in one table.

An operation without a line here is refused when the API is put together.
"""

from __future__ import annotations

from typing import Final

from relance.domain.organization import Role

ADMIN, COLLECTOR, VIEWER = Role.ADMIN, Role.COLLECTOR, Role.VIEWER
_RANK: Final = {VIEWER: 0, COLLECTOR: 1, ADMIN: 2}

# Need no sign-in; template.yaml lists their paths as routes without an authorizer.
PUBLIC: Final = frozenset({"health"})

LEAST: Final[dict[str, Role]] = {
    # customers and contacts
    "list_customers": VIEWER,
    "get_customer": VIEWER,
    "create_customer": COLLECTOR,
    "update_customer": COLLECTOR,
}


def may(role: Role, operation: str) -> bool:
    return _RANK[role] >= _RANK[LEAST[operation]]
