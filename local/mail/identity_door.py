"""SES v2 over HTTP: CreateEmailIdentity, GetEmailIdentity and DeleteEmailIdentity, of domains with Easy DKIM.

An identity is pending in the answer that makes it. Whoever asks again hears that its records were found, or
for a domain in `.invalid` that they were not.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_pascal
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .identities import Identities, Identity
from .refusals import BadRequest, Refusal

_PATH: Final = "/v2/email/identities"
_DOMAIN: Final = r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$"


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal, frozen=True, hide_input_in_errors=True)


class Tag(_Shape):
    key: str
    value: str


class CreateEmailIdentity(_Shape):
    email_identity: Annotated[str, Field(pattern=_DOMAIN, max_length=253)]
    tags: tuple[Tag, ...] = ()


class IdentityDoor:
    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    def routes(self) -> list[Route]:
        one = f"{_PATH}/{{name}}"
        return [
            Route(_PATH, self.create, methods=["POST"]),
            Route(one, self.get, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        try:
            asked = CreateEmailIdentity.model_validate_json(await request.body())
            tags = tuple((tag.key, tag.value) for tag in asked.tags)
            made = self._identities.create(asked.email_identity.lower(), tags)
        except ValidationError as error:
            return BadRequest(f"Invalid email identity: {error.errors()[0]['msg']}").answer()
        except Refusal as refusal:
            return refusal.answer()
        return JSONResponse(_shown(made, "PENDING"))

    async def get(self, request: Request) -> Response:
        try:
            identity = self._identities.get(_name(request))
        except Refusal as refusal:
            return refusal.answer()
        tags = [{"Key": key, "Value": value} for key, value in identity.tags]
        shown = _shown(identity, "SUCCESS" if identity.is_found else "FAILED")
        return JSONResponse({**shown, "FeedbackForwardingStatus": True, "Policies": {}, "Tags": tags})

    async def delete(self, request: Request) -> Response:
        try:
            self._identities.delete(_name(request))
        except Refusal as refusal:
            return refusal.answer()
        return JSONResponse({})


def _name(request: Request) -> str:
    return str(request.path_params["name"]).lower()


def _shown(identity: Identity, status: str) -> dict[str, Any]:
    dkim = {
        "SigningEnabled": True,
        "Status": status,
        "Tokens": list(identity.tokens),
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": "RSA_2048_BIT",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
    }
    return {
        "IdentityType": "DOMAIN",
        "VerifiedForSendingStatus": status == "SUCCESS",
        "DkimAttributes": dkim,
    }
