"""What becomes of a mail once sent: the mailbox-simulator addresses, and a person playing the recipient.

https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from .mail import Bounce, Complaint, Delivery, Event, Send

_DOMAIN: Final = "simulator.amazonses.com"


def events_after_sending(recipients: Sequence[str], at: datetime) -> tuple[Event, ...]:
    """Send once, then each recipient's own fate."""
    return (Send(at), *(event for address in recipients for event in _fate(address, at)))


def out_of_office(recipients: Iterable[str]) -> tuple[str, ...]:
    """The recipients who answer by themselves that they are away."""
    return tuple(address for address in recipients if _role(address) == "ooto")


def _role(address: str) -> str | None:
    """`bounce+label@simulator.amazonses.com` -> `bounce`; None for a real address."""
    local, _, domain = address.lower().rpartition("@")
    return local.partition("+")[0] if domain == _DOMAIN else None


def _fate(address: str, at: datetime) -> tuple[Event, ...]:
    match _role(address):
        case "bounce":
            return (Bounce(at, address),)
        case "suppressionlist":
            return (Bounce(at, address, "Suppressed"),)
        case "complaint":
            return (Delivery(at, address), Complaint(at, address))
        case _:
            return (Delivery(at, address),)
