"""SQS, from SNS, from SES: what became of an e-mail."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.mail_events import MailEvent
from relance.runtime.aws import house
from relance.runtime.messages import each_message
from relance.runtime.observability import observed

app = house().record_email_event


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return each_message(event, parse=MailEvent.model_validate_json, do=record)


def record(event: MailEvent) -> None:
    if heard := event.as_email_event():
        app.run(heard)
