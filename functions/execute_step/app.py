"""SQS: enrolments whose step is due, at most 25 of one organization a message."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.due import DueEnrolments
from relance.runtime.aws import house
from relance.runtime.messages import each_message
from relance.runtime.observability import count, observed

app = house().execute_step


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return each_message(event, parse=DueEnrolments.model_validate_json, do=execute)


def execute(due: DueEnrolments) -> None:
    count(app.run_all(due.org, due.keys))
