"""SES receipt rule, once the mail is in S3: a mail came in. SQS: a mail that failed is told again."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.received import MailReceived
from relance.runtime.aws import house
from relance.runtime.messages import each_message
from relance.runtime.observability import count, logger, observed
from relance.usecases.replies.receive_reply import Kept

app = house().receive_reply


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any] | None:
    if "ses" in event["Records"][0]:
        receive(MailReceived.model_validate(event))
        return None
    return each_message(event, parse=MailReceived.model_validate_json, do=receive, give_up=give_up)


def receive(received: MailReceived) -> None:
    for receipt in received.receipts:
        _tell(app.run(receipt))


def give_up(received: MailReceived) -> None:
    for receipt in received.receipts:
        _tell(app.give_up(receipt))


def _tell(kept: Kept) -> None:
    count({"mail_nobodys": int(kept.nobodys)})
    for entry in kept.entries:
        count({f"mail_{entry.received.kind}": 1})
        logger.info("received", extra={"entry": entry.id, "org": entry.org, "state": entry.state})
