"""HTTP API, all but /v1: the pages."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime.aws import house
from relance.runtime.observability import logger
from relance.web.app import Web

app = Web(house())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    logger.append_keys(request_id=context.aws_request_id, function=context.function_name)
    return app.handle(event, context)
