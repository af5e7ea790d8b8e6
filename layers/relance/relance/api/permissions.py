"""Who may do what: the least role of every operation, in one table.

An operation without a line here is refused when the API is put together.
"""

from __future__ import annotations

from typing import Final

from relance.domain.organization import Role

ADMIN, COLLECTOR, VIEWER = Role.ADMIN, Role.COLLECTOR, Role.VIEWER
_RANK: Final = {VIEWER: 0, COLLECTOR: 1, ADMIN: 2}

# Need no sign-in; template.yaml lists their paths as routes without an authorizer.
PUBLIC: Final = frozenset({"sign_up", "health", "openapi_document", "documentation"})

LEAST: Final[dict[str, Role]] = {
    # organization
    "get_organization": VIEWER,
    "update_organization": ADMIN,
    "switch_sending": ADMIN,
    "upload_logo": ADMIN,
    # members
    "list_members": VIEWER,
    "get_member": VIEWER,
    "get_me": VIEWER,
    "invite_member": ADMIN,
    "update_member": ADMIN,
    "update_me": VIEWER,
    "remove_member": ADMIN,
    # api keys
    "list_api_keys": ADMIN,
    "create_api_key": ADMIN,
    "revoke_api_key": ADMIN,
    # customers and contacts
    "list_customers": VIEWER,
    "get_customer": VIEWER,
    "create_customer": COLLECTOR,
    "update_customer": COLLECTOR,
    "list_contacts": VIEWER,
    "get_contact": VIEWER,
    "create_contact": COLLECTOR,
    "update_contact": COLLECTOR,
    "delete_contact": COLLECTOR,
    # receivables
    "list_invoices": VIEWER,
    "list_customer_invoices": VIEWER,
    "get_invoice": VIEWER,
    "create_invoice": COLLECTOR,
    "update_invoice": COLLECTOR,
    "list_payments": VIEWER,
    "get_payment": VIEWER,
    "create_payment": COLLECTOR,
    "allocate_payment": COLLECTOR,
    "reverse_payment": COLLECTOR,
    "list_credit_notes": VIEWER,
    "get_credit_note": VIEWER,
    "create_credit_note": COLLECTOR,
    "allocate_credit_note": COLLECTOR,
    "void_credit_note": COLLECTOR,
    # history
    "list_timeline": VIEWER,
    "get_sent_email": VIEWER,
    # inbox
    "list_inbox": VIEWER,
    "get_mail": VIEWER,
    "get_thread": VIEWER,
    "get_forwarding": VIEWER,
    "reply_to_mail": COLLECTOR,
    "ignore_mail": COLLECTOR,
    "pause_for_mail": COLLECTOR,
    "assign_mail": COLLECTOR,
    # imports
    "list_imports": VIEWER,
    "get_import": VIEWER,
    "start_import": COLLECTOR,
    # audit
    "list_changes": ADMIN,
}


def may(role: Role, operation: str) -> bool:
    return _RANK[role] >= _RANK[LEAST[operation]]
