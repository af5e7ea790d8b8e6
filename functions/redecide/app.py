"""SQS: an organization whose customers are to be decided afresh, some a message."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.redecide import Undecided
from relance.runtime.aws import house
from relance.runtime.messages import each_message
from relance.runtime.observability import count, observed

app = house().redecide_customers


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return each_message(event, parse=Undecided.model_validate_json, do=redecide)


def redecide(message: Undecided) -> None:
    rest = message.rest
    some = app.go_on(message.org, rest.after, rest.revision) if rest else app.begin(message.org)
    count({"redecided": some})
