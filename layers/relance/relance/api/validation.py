"""What Powertools found wrong with a request, as a problem of ours."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from relance.access.problems import Problem
from relance.access.validation import faults_of


def problem_of_validation(error: RequestValidationError) -> Problem:
    errors = error.errors()
    if any(one["type"] == "json_invalid" for one in errors):
        return Problem("malformed_json")
    return Problem("invalid", *faults_of(errors))
