"""Schedule, each hour: looks over two days again for late index writes and leases that ran out."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime import wiring
from relance.runtime.observability import count, observed

app = wiring.dispatch_due()


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    queued = app.sweep()
    count({"swept": queued})
    return {"queued": queued}
