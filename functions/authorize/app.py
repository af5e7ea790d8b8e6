"""HTTP API authorizer: the token of a person, or the key of a machine -> organization, member or key, role.

It lets everybody pass with what it found, "nobody known" included: the API answers those in words.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime.aws import house
from relance.runtime.observability import logger
from relance.usecases.organization.authorize import facts

app = house().authorize


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    logger.append_keys(request_id=context.aws_request_id, function=context.function_name)
    found = facts(app.run(event["headers"].get("authorization", "")))
    logger.info("authorized", extra={"found": found})
    return {"isAuthorized": True, "context": found}
