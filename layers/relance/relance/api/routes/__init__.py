"""Every router of the API, in the order of its documentation."""

from typing import Final

from relance.api.routes import customers, service
from relance.api.routing import Router

ROUTERS: Final[tuple[Router, ...]] = (customers.router, service.router)
