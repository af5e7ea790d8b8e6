"""Who may do what: the least role of every operation, in one table.

An operation without a line here is refused when the API is put together.
"""

from __future__ import annotations

from typing import Final

from relance.domain.organization import Role

ADMIN, COLLECTOR, VIEWER = Role.ADMIN, Role.COLLECTOR, Role.VIEWER
_RANK: Final = {VIEWER: 0, COLLECTOR: 1, ADMIN: 2}

# Need no sign-in; template.yaml lists their paths as routes without an authorizer.
PUBLIC: Final = frozenset(
    {
        *("sign_up", "sign_in", "answer_sign_in", "refresh_sign_in"),
        *("health", "openapi_document", "documentation"),
    }
)

LEAST: Final[dict[str, Role]] = {
    # organization
    "get_organization": VIEWER,
    "update_organization": ADMIN,
    "switch_sending": ADMIN,
    "preview_sending": VIEWER,
    "upload_logo": ADMIN,
    "get_invoice_sending": VIEWER,
    "set_invoice_sending": ADMIN,
    "get_sender_domain": VIEWER,
    "set_sender_domain": ADMIN,
    "check_sender_domain": ADMIN,
    "drop_sender_domain": ADMIN,
    # members
    "list_members": VIEWER,
    "get_member": VIEWER,
    "get_me": VIEWER,
    "invite_member": ADMIN,
    "invite_member_again": ADMIN,
    "update_member": ADMIN,
    "update_me": VIEWER,
    "remove_member": ADMIN,
    "enrol_authenticator": VIEWER,
    "confirm_authenticator": VIEWER,
    "turn_off_authenticator": VIEWER,
    "reset_authenticator": ADMIN,
    # column mappings
    "list_column_mappings": VIEWER,
    "create_column_mapping": COLLECTOR,
    "replace_column_mapping": COLLECTOR,
    "delete_column_mapping": COLLECTOR,
    # api keys
    "list_api_keys": ADMIN,
    "create_api_key": ADMIN,
    "revoke_api_key": ADMIN,
    # customers and contacts
    "list_customers": VIEWER,
    "get_customer": VIEWER,
    "create_customer": COLLECTOR,
    "update_customer": COLLECTOR,
    "erase_customer": ADMIN,
    "get_erasure": ADMIN,
    "preview_merge": COLLECTOR,
    "merge_customer": ADMIN,
    "invite_to_portal": COLLECTOR,
    "close_portal": COLLECTOR,
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
    "move_invoice": COLLECTOR,
    "get_invoice_pdf": VIEWER,
    "upload_invoice_pdf": COLLECTOR,
    "send_invoice": COLLECTOR,
    "mark_invoice_as_sent": COLLECTOR,
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
    # promises to pay and notes
    "list_promises": VIEWER,
    "get_promise": VIEWER,
    "create_promise": COLLECTOR,
    "update_promise": COLLECTOR,
    "list_notes": VIEWER,
    "get_note": VIEWER,
    "create_note": COLLECTOR,
    "update_note": COLLECTOR,
    "delete_note": COLLECTOR,
    # plans
    "list_plans": VIEWER,
    "get_plan": VIEWER,
    "get_plan_draft": VIEWER,
    "create_plan": ADMIN,
    "create_ready_made_plan": ADMIN,
    "revise_plan": ADMIN,
    "update_plan_draft": ADMIN,
    "discard_plan_draft": ADMIN,
    "validate_plan": VIEWER,
    "preview_publishing": VIEWER,
    "publish_plan": ADMIN,
    "duplicate_plan": ADMIN,
    "archive_plan": ADMIN,
    "restore_plan": ADMIN,
    # templates
    "list_templates": VIEWER,
    "get_template": VIEWER,
    "create_template": COLLECTOR,
    "update_template": COLLECTOR,
    "delete_template": COLLECTOR,
    "preview_template": VIEWER,
    "preview_message": VIEWER,
    "list_merge_fields": VIEWER,
    # enrolments
    "get_enrolments": VIEWER,
    "assign_plan": COLLECTOR,
    "pause_customer": COLLECTOR,
    "resume_customer": COLLECTOR,
    "get_next_mail": VIEWER,
    "send_next_mail": COLLECTOR,
    # messages outside a plan
    "preview_ad_hoc_mail": VIEWER,
    "send_ad_hoc_mail": COLLECTOR,
    "upload_attachment": COLLECTOR,
    # campaigns
    "list_campaigns": VIEWER,
    "get_campaign": VIEWER,
    "create_campaign": COLLECTOR,
    "update_campaign": COLLECTOR,
    "delete_campaign": COLLECTOR,
    "preview_campaign": VIEWER,
    "preview_campaign_mail": VIEWER,
    "start_campaign": ADMIN,
    "pause_campaign": COLLECTOR,
    "resume_campaign": ADMIN,
    "stop_campaign": COLLECTOR,
    "list_campaign_recipients": VIEWER,
    # finding and figures
    "find": VIEWER,
    "get_figures": VIEWER,
    "export_figures": VIEWER,
    "get_habits": VIEWER,
    # tasks and actions
    "list_tasks": VIEWER,
    "count_all_tasks": VIEWER,
    "get_task": VIEWER,
    "get_task_draft": VIEWER,
    "update_task": COLLECTOR,
    "finish_task": COLLECTOR,
    "skip_task": COLLECTOR,
    "send_task": COLLECTOR,
    "handle_tasks": COLLECTOR,
    "list_actions": VIEWER,
    # decisions and simulation
    "explain_customer": VIEWER,
    "explain_invoice": VIEWER,
    "simulate": VIEWER,
    "count_simulated_days": VIEWER,
    "mail_simulation": VIEWER,
    "mail_test_reminder": COLLECTOR,
    # history
    "list_timeline": VIEWER,
    "get_sent_email": VIEWER,
    "get_letter": VIEWER,
    "report_letter": COLLECTOR,
    "get_last_reminder": VIEWER,
    # inbox
    "list_inbox": VIEWER,
    "get_mail": VIEWER,
    "get_thread": VIEWER,
    "get_forwarding": VIEWER,
    "reply_to_mail": COLLECTOR,
    "ignore_mail": COLLECTOR,
    "take_up_mail_again": COLLECTOR,
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
