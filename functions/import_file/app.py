"""SQS, from EventBridge, from S3: a file was dropped in an organization's folder."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.dropped import ObjectCreated
from relance.runtime.aws import house
from relance.runtime.messages import each_message
from relance.runtime.observability import count, logger, observed

app = house().import_file


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return each_message(event, parse=ObjectCreated.model_validate_json, do=import_, give_up=give_up)


def import_(created: ObjectCreated) -> None:
    if report := app.run(created.file):
        count({f"import_{report.outcome}": 1, "rows_imported": report.rows})
        logger.info("imported", extra={"import": report.import_id, "outcome": report.outcome})


def give_up(created: ObjectCreated) -> None:
    if report := app.give_up(created.file):
        count({"import_given_up": 1})
        logger.error("import given up", extra={"import": report.import_id})
