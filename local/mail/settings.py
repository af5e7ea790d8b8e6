"""What the mail service is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listen:
    """A host and a TCP port to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Listen:
        """`127.0.0.1:8025` -> Listen. ValueError when the port is missing or not a number."""
        host, _, port = text.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError(f"{text!r} is not HOST:PORT, for example 127.0.0.1:8025")
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail is kept, and how the parts of SES that differ by account and region look.

    `smtp` is None when no mail comes in. With `trust_test_verdicts`, a mail that comes in may choose
    its own verdicts by the headers `X-Test-Spam-Verdict` and `X-Test-Virus-Verdict`.
    `clock` is the laptop's clock file: mails are dated by that clock, and what happens to them.
    An effect outside (event, receipt) is tried `attempts` times, the wait doubling from `backoff_seconds`.
    """

    state: Path
    smtp: Listen | None = None
    clock: Path | None = None
    region: str = "us-east-1"
    account: str = "000000000000"
    trust_test_verdicts: bool = False
    attempts: int = 5
    backoff_seconds: float = 0.5

    @property
    def message_id_domain(self) -> str:
        """What SES puts after the `@` of the Message-ID in this region."""
        return f"{'email' if self.region == 'us-east-1' else self.region}.amazonses.com"
