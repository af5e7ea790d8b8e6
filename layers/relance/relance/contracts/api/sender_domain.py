"""The organization's own domain to send from, as the API takes and shows it."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from relance.contracts.api.base import Input, Output
from relance.domain.sender_domain import DomainStanding

_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = rf"^({_LABEL}\.)+([a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})$"
_LONGEST: Final = 253


def _tidy(given: object) -> object:
    """As people copy it: in capitals, with a dot or a blank behind."""
    return given.strip().rstrip(".").lower() if isinstance(given, str) else given


def _domain_name(name: str) -> str:
    if len(name) > _LONGEST or not re.fullmatch(_DOMAIN, name):
        raise PydanticCustomError("domain_name", "not a domain name")
    return name


_SCHEMA = {"type": "string", "pattern": _DOMAIN, "maxLength": _LONGEST, "examples": ["acme.com"]}
DomainName = Annotated[str, BeforeValidator(_tidy), AfterValidator(_domain_name), WithJsonSchema(_SCHEMA)]


class NewSenderDomain(Input):
    domain: Annotated[DomainName, Field(description="What stands behind the @ in your people's addresses.")]


class DnsRecord(Output):
    """A record to publish in the domain's DNS."""

    type: Literal["CNAME"]
    name: str
    value: str


class SenderDomain(Output):
    """`none`: no domain. `pending`: publish the records; it is looked for them each hour. `verified`: mail
    leaves from your people's own addresses there. `failed`: not found in time, or lost; put the domain again.
    `next` says in words what to do.
    """

    domain: str
    state: Literal["none", "pending", "verified", "failed"]
    records: tuple[DnsRecord, ...]
    next: str

    @classmethod
    def of(cls, standing: DomainStanding, next: str) -> Self:
        records = (DnsRecord(type="CNAME", name=each.name, value=each.value) for each in standing.records)
        return cls(domain=standing.domain, state=standing.state.value, records=tuple(records), next=next)
