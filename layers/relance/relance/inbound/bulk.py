"""Mail for many: newsletters and digests, notifications of sites and programs, spam by the receipt's verdict.

Nobody is asked about such a mail, so whatever may be a person's is none: an answer to another mail, a mail
that quotes one, a person's mail through a mailing list. `Precedence: bulk` proves nothing by itself.
"""

from __future__ import annotations

import re
from typing import Final

from relance.domain.inbox import Check, Scan
from relance.inbound.mail import Mail
from relance.inbound.phrases import fold, language_in
from relance.inbound.reply_text import reply_text
from relance.inbound.subject import own_subject
from relance.inbound.verdict import Bulk, BulkKind

_TEXT_READ: Final = 60_000  # characters; how to unsubscribe stands at the end
_SENDING_SYSTEMS: Final = (
    "Feedback-ID", "List-Unsubscribe-Post", "X-Campaign", "X-CampaignID", "X-Campaign-ID",
    "X-Mailin-Campaign", "X-Mailchimp-Campaign-ID", "X-MC-User", "X-SG-EID", "X-Mailgun-Sid",
    "X-CSA-Complaints", "X-Report-Abuse", "X-EMarSys-Identify", "X-Mailer-LID", "X-MailingID", "X-SFMC-Stack",
    "X-Mandrill-User", "X-Marketo", "X-Campaigner",
)  # fmt: skip
_NOTIFYING_SYSTEMS: Final = (
    "X-GitHub-Reason", "X-GitHub-Sender", "X-GitLab-Project", "X-GitLab-NotificationReason",
    "X-JIRA-FingerPrint", "X-Redmine-Project", "X-Bugzilla-Reason", "X-LinkedIn-Class", "X-Facebook-Notify",
    "X-Trac-Project", "X-Launchpad-Message-Rationale", "X-Discourse-Post-Id", "X-Cron-Env",
    "X-Sentry-Project", "X-Confluence-Base-Url", "X-Phabricator-Sent-This-Message",
)  # fmt: skip
_BULK_PRECEDENCE: Final = frozenset({"bulk", "junk", "list"})
# A list on which people write to each other; a newsletter takes no posts.
_DISCUSSION: Final = ("List-Post", "X-BeenThere", "X-Mailman-Version", "X-Google-Group-Id")
_NEWS_SENDER = re.compile(
    r"(?:e?-?news(?:letters?)?|marketing|mailings?|promo(?:tion)?s?|subscriptions?|infolettre)\b.*"
)
_MACHINE_SENDER = re.compile(
    r"(?:root|cron(?:tab|-?daemon)?|anacron|www-data|logwatch|nagios|icinga|monit|zabbix)"
)
_NOTIFYING_SENDER = re.compile(
    r"(?:notifications?|notify|alerts?|updates?)\b.*|no[-_.]?reply.*|do[-_.]?not[-_.]?reply.*"
)
_CRON_SUBJECT = re.compile(r"cron <[^<>]{1,200}>")
_LIST_MANAGER = re.compile(
    r"(?:list-?(?:manager|serv|master|admin)|majordomo|mailman|sympa)\b.*|.*-(?:request|digest|bounces)"
)
_DIGEST_NUMBER = re.compile(
    r"\b(?:v|vol(?:ume)?|issue|no|n°|num(?:ber)?|heft|nr)\.? ?#?\d|#\d|\b\d{1,2}[./-]\d|\bweekly|\bdaily"
)
_ENOUGH: Final = 2  # signs


def newsletter(mail: Mail) -> Bulk | None:
    """A newsletter, a digest of a list, or the notification of a site or program."""
    if mail.is_answer or not own_subject(mail.subject):
        return None
    return _by_machine(mail) or _by_list_header(mail) or _digest(mail) or _by_words(mail)


def _by_machine(mail: Mail) -> Bulk | None:
    """Written by a program of the customer's or of a site."""
    if system := next((name for name in _NOTIFYING_SYSTEMS if name in mail.headers), ""):
        return Bulk(BulkKind.NOTIFICATION, (f"header:{system.lower()}",))
    if _MACHINE_SENDER.fullmatch(mail.sender.local) or _CRON_SUBJECT.match(own_subject(mail.subject)):
        return Bulk(BulkKind.NOTIFICATION, ("sender:machine",))
    is_sender = bool(_NOTIFYING_SENDER.fullmatch(mail.sender.local))
    if is_sender and language_in(_folded(mail), "bulk", "notified"):
        return Bulk(BulkKind.NOTIFICATION, ("sender:notifications", "text:notified"))
    return None


def _by_list_header(mail: Mail) -> Bulk | None:
    """A way to unsubscribe and one more sign of a sending system; or nothing that a mailing list or a shared
    mailbox would add, by which persons write.
    """
    if "List-Unsubscribe" not in mail.headers:
        return None
    if system := next((name for name in _SENDING_SYSTEMS if name in mail.headers), ""):
        return Bulk(BulkKind.NEWSLETTER, ("header:list-unsubscribe", f"header:{system.lower()}"))
    if mail.headers.get("Precedence").lower() in ("bulk", "junk"):
        return Bulk(BulkKind.NEWSLETTER, ("header:list-unsubscribe", "header:precedence"))
    is_shared = mail.headers.get("Precedence").lower() == "list" or any(
        n in mail.headers for n in _DISCUSSION
    )
    if not is_shared and "List-Id" not in mail.headers:
        return Bulk(BulkKind.NEWSLETTER, ("header:list-unsubscribe",))
    return None


def _digest(mail: Mail) -> Bulk | None:
    """The mails of a list, put together."""
    subject = own_subject(mail.subject)
    if not language_in(subject, "bulk", "digest"):
        return None
    is_listed = (
        mail.headers.get("Precedence").lower() in _BULK_PRECEDENCE
        or any(name.lower().startswith("list-") for name, _ in mail.headers.fields)
        or bool(_LIST_MANAGER.fullmatch(mail.sender.local))
    )
    if is_listed or (_DIGEST_NUMBER.search(subject) and not reply_text(mail.text).has_quotation):
        return Bulk(BulkKind.NEWSLETTER, ("subject:digest",))
    return None


def _by_words(mail: Mail) -> Bulk | None:
    """Two signs of a newsletter, of which one in its words."""
    text = _folded(mail)
    words = [table for table in ("subscribed", "unsubscribe", "browser") if language_in(text, "bulk", table)]
    if not words:
        return None
    others = (
        ("sender:newsletter", bool(_NEWS_SENDER.fullmatch(mail.sender.local))),
        ("header:precedence", mail.headers.get("Precedence").lower() in _BULK_PRECEDENCE),
        ("header:list-unsubscribe", "List-Unsubscribe" in mail.headers),
        ("header:sending-system", any(name in mail.headers for name in _SENDING_SYSTEMS)),
        ("sender:notifications", bool(_NOTIFYING_SENDER.fullmatch(mail.sender.local))),
    )
    found = tuple(code for code, holds in others if holds)
    if len(words) + len(found) < _ENOUGH or reply_text(mail.text).has_quotation:
        return None
    return Bulk(BulkKind.NEWSLETTER, (*(f"text:{table}" for table in words), *found))


def _folded(mail: Mail) -> str:
    text = mail.text
    return fold(text if len(text) <= _TEXT_READ else f"{text[: _TEXT_READ // 2]} {text[-_TEXT_READ // 2 :]}")


def spam(verdicts: Scan) -> Bulk | None:
    return Bulk(BulkKind.SPAM, ("ses:spam",)) if verdicts.spam is Check.FAIL else None
