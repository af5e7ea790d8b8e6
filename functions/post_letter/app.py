"""Step Functions: one state of the machine `letter`, and how it ended."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.letters import LetterState, PostLetterEvent
from relance.runtime.aws import house
from relance.runtime.observability import count, observed

app = house().post_letter


@observed
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:
    asked = PostLetterEvent.model_validate(event)
    order = asked.order.order
    match asked.state:
        case LetterState.PREPARE:
            outcome = app.prepare(order)
        case LetterState.SUBMIT:
            outcome = app.submit(order)
        case LetterState.WAIT:
            outcome = app.wait(order, asked.token)
        case LetterState.RECORD:
            outcome = app.record(order)
    count({f"letter_{outcome}": 1})
    return {"outcome": outcome}
