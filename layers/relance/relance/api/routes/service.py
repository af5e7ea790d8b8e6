"""The service itself."""

from __future__ import annotations

from typing import Literal

from relance.api.routing import Router
from relance.contracts.api.base import Output

router = Router("Service")


class Health(Output):
    status: Literal["ok"] = "ok"


@router.on("GET", "/health")
def health() -> Health:
    """Whether the API answers."""
    return Health()
