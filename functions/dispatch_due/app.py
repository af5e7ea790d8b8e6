"""Schedule, each five minutes: finds the enrolments and campaigns whose time has come and queues them."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime.aws import house
from relance.runtime.observability import count, observed

app = house().dispatch_due


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    queued = app.run()
    campaigns = house().run_campaign.take_up()
    count({"due": queued, "campaigns": campaigns})
    return {"queued": queued, "campaigns": campaigns}
