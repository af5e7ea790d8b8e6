"""`python -m local.mail`: the mail service as a process."""

from __future__ import annotations

import argparse
import asyncio
import logging
from pathlib import Path

from .service import MailService
from .serving import serve
from .settings import Listen, MailSettings
from .sinks import ReceiptSink, S3ThenLambda, SnsEvents


def main() -> None:
    asked = _arguments()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("local.mail").setLevel(logging.INFO)
    settings = MailSettings(
        state=asked.state,
        smtp=asked.smtp,
        clock=asked.clock,
        region=asked.region,
        account=asked.account,
        trust_test_verdicts=asked.trust_test_verdicts,
    )
    events = SnsEvents(asked.topic, asked.endpoint, asked.region)
    service = MailService(settings, events, _receipts(asked))
    asyncio.run(serve(service.asgi(), asked.http))


def _receipts(asked: argparse.Namespace) -> ReceiptSink | None:
    if asked.bucket is None:
        return None
    return S3ThenLambda(
        asked.bucket, asked.prefix, asked.receive_function, asked.endpoint, asked.region, asked.account
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.mail", description="Plays Amazon SES on a laptop.")
    add, at = parser.add_argument, "HOST:PORT"
    add("--state", type=Path, required=True, metavar="DIR", help="where mail is kept")
    add("--http", type=Listen.parse, default="127.0.0.1:8025", metavar=at, help="SES v2 and the mailbox")
    add("--smtp", type=Listen.parse, default=None, metavar=at, help="mail that comes in")
    add("--clock", type=Path, default=None, metavar="FILE", help="the laptop's clock, moved forward")
    add("--topic", action="append", default=[], metavar="ARN", help="SNS topic for SES events; repeatable")
    add("--endpoint", default=None, metavar="URL", help="where SNS, S3 and Lambda are; AWS when not given")
    add("--bucket", default=None, help="S3 bucket of the receipt rule; none: mail is only kept")
    add("--prefix", default="", help="before each object's key")
    add("--receive-function", default=None, metavar="NAME", help="Lambda function of the receipt rule")
    add("--region", default="us-east-1")
    add("--account", default="000000000000")
    add("--trust-test-verdicts", action="store_true", help="mail may choose its spam and virus verdicts")
    asked = parser.parse_args()
    if (asked.receive_function is None) != (asked.bucket is None):
        parser.error("--bucket and --receive-function go together: the rule stores the mail, then calls")
    return asked


if __name__ == "__main__":
    main()
