"""SQS: a campaign goes on, some customers a message."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.run_campaign import GoesOn
from relance.runtime.aws import house
from relance.runtime.messages import each_message
from relance.runtime.observability import count, observed

app = house().run_campaign


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return each_message(event, parse=GoesOn.model_validate_json, do=run)


def run(message: GoesOn) -> None:
    results = app.run(message.org, message.campaign)
    count({f"campaign_{result}": number for result, number in results.items()})
