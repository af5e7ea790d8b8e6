"""Schedule, each hour: looks over two days again for late index writes and leases that ran out, and once a
day over a month for what a queue forgot; takes up decisions that were to be made afresh and are not; asks
how far the verification of sender domains has come; goes on with the erasures of customers.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime.aws import house
from relance.runtime.observability import count, observed

app = house().dispatch_due


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    queued = app.sweep()
    undecided = house().redecide_customers.take_up()
    looked = house().verify_sender_domain.look_again()
    erasures = house().erase_customer.take_up()
    count({"swept": queued, "undecided": undecided, "sender_domains": looked, "erasures": erasures})
    return {"queued": queued, "undecided": undecided, "sender_domains": looked, "erasures": erasures}
