"""HTTP API, /v1: the JSON API."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime import wiring_api

app = wiring_api.api()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.handle(event, context)
