"""ID tokens of the Cognito user pool, verified with the pool's public keys (port `Tokens`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import jwt
from jwt import PyJWKClient, PyJWKClientConnectionError, PyJWTError

from relance.usecases.ports.callers import SignedIn

# The clocks of who signs and who verifies may differ by so much.
_LEEWAY_SECONDS = 10
_ORGANIZATION = "custom:org"
_USE = "token_use"


@dataclass(frozen=True)
class CognitoTokens:
    """`audience` is the id of the pool's client; `endpoint` None is AWS itself."""

    pool: str
    audience: str
    region: str
    endpoint: str | None = None

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.pool}"

    @cached_property
    def _keys(self) -> PyJWKClient:
        base = f"{self.endpoint}/{self.pool}" if self.endpoint else self.issuer
        return PyJWKClient(f"{base}/.well-known/jwks.json", timeout=4, lifespan=3600)

    def verify(self, token: str) -> SignedIn | Literal["token_expired", "token_invalid"]:
        """Raises PyJWKClientConnectionError when the pool's keys cannot be had: nobody is judged then."""
        try:
            claims = jwt.decode(
                token,
                self._keys.get_signing_key_from_jwt(token),
                algorithms=["RS256"],
                audience=self.audience,
                issuer=self.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", _USE]},
            )
        except jwt.ExpiredSignatureError:
            return "token_expired"
        except PyJWKClientConnectionError:
            raise
        except PyJWTError:
            return "token_invalid"
        if claims[_USE] != "id" or not claims.get(_ORGANIZATION):
            return "token_invalid"
        return SignedIn(claims["sub"], claims[_ORGANIZATION])
