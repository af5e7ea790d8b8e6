"""Mail for many: newsletters by their list headers, spam by the receipt's verdict.

`Precedence: bulk` proves nothing by itself, and a person may write through a mailing list: whatever answers
another mail is not a newsletter.
"""

from __future__ import annotations

from typing import Final

from relance.domain.inbox import Check, Scan
from relance.inbound.mail import Mail
from relance.inbound.subject import own_subject
from relance.inbound.verdict import Bulk, BulkKind

_SENDING_SYSTEMS: Final = (
    "Feedback-ID", "List-Unsubscribe-Post", "X-Campaign", "X-CampaignID", "X-Campaign-ID",
    "X-Mailin-Campaign",
    "X-Mailchimp-Campaign-ID", "X-MC-User", "X-SG-EID", "X-Mailgun-Sid", "X-CSA-Complaints", "X-Report-Abuse",
)  # fmt: skip
_BULK_PRECEDENCE: Final = frozenset({"bulk", "junk"})


def newsletter(mail: Mail) -> Bulk | None:
    """A way to unsubscribe, and one more sign of a sending system."""
    if "List-Unsubscribe" not in mail.headers or mail.is_answer or not own_subject(mail.subject):
        return None
    if system := next((name for name in _SENDING_SYSTEMS if name in mail.headers), ""):
        return Bulk(BulkKind.NEWSLETTER, ("header:list-unsubscribe", f"header:{system.lower()}"))
    if mail.headers.get("Precedence").lower() in _BULK_PRECEDENCE:
        return Bulk(BulkKind.NEWSLETTER, ("header:list-unsubscribe", "header:precedence"))
    return None


def spam(verdicts: Scan) -> Bulk | None:
    return Bulk(BulkKind.SPAM, ("ses:spam",)) if verdicts.spam is Check.FAIL else None
