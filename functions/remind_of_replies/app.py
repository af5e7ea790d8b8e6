"""Schedule, each hour: replies that wait for a person, and what was left undone with them."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime.aws import house
from relance.runtime.observability import count, observed

app = house().remind_of_replies


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    looked = app.run()
    count({"replies_looked_at": looked})
    return {"looked_at": looked}
