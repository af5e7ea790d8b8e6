"""What EventBridge says of a file dropped in S3 ("Object Created")."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from relance.usecases.ports.importing import DroppedFile


class _Object(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    key: str
    size: int = 0
    version: Annotated[str | None, Field(alias="version-id")] = None


class _Detail(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    object: _Object


class ObjectCreated(BaseModel):
    """EventBridge, unlike S3's own notifications, does not encode the key."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    detail: _Detail
    time: AwareDatetime | None = None

    @property
    def file(self) -> DroppedFile:
        created = self.detail.object
        return DroppedFile(created.key, created.size, created.version, self.time)
