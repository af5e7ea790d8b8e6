"""What a mail is. The rules are tried in order, and the order is the policy.

A bounce is looked for before an automatic answer: four bounces in ten also call themselves "auto-replied".
Gmail's forwarding request comes before both, or it would be taken for one. What no rule claims is a person's.
"""

from __future__ import annotations

from relance.domain.inbox import Check, Scan
from relance.inbound.auto_reply import absence_through_list, strong_auto_reply, weak_auto_reply
from relance.inbound.bounce import bounce
from relance.inbound.bulk import newsletter, spam
from relance.inbound.complaint import complaint
from relance.inbound.forwarding import forwarding_confirmation
from relance.inbound.mail import Mail
from relance.inbound.receipt import delivered, read_receipt
from relance.inbound.ses_notification import ses_notification
from relance.inbound.verdict import HumanReply, Verdict, Virus

_UNKNOWN = Scan()


def classify(mail: Mail, verdicts: Scan = _UNKNOWN) -> Verdict:
    """The verdict on `mail`; `verdicts` are those of the SES receipt event, when it came through SES."""
    if verdicts.virus is Check.FAIL:
        return Virus(evidence=("ses:virus",))
    return (
        forwarding_confirmation(mail, verdicts)
        or ses_notification(mail)
        or delivered(mail)
        or bounce(mail)
        or complaint(mail)
        or read_receipt(mail)
        or strong_auto_reply(mail)
        or absence_through_list(mail)
        or newsletter(mail)
        or spam(verdicts)
        or weak_auto_reply(mail)
        or HumanReply(evidence=_signs_of_a_person(mail))
    )


def _signs_of_a_person(mail: Mail) -> tuple[str, ...]:
    return ("header:in-reply-to",) if mail.is_answer else ("default:no-automatic-sign",)
