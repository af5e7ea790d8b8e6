"""The SendEmail request's JSON, as the REST-JSON protocol names its fields.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

type _Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal, frozen=True, hide_input_in_errors=True)


class Text(_Shape):
    data: str


class Body(_Shape):
    text: Text | None = None
    html: Text | None = None


class Header(_Shape):
    name: Annotated[str, Field(min_length=1, max_length=126, pattern=r"^[!-9;-~]+$")]
    value: Annotated[str, Field(min_length=1, max_length=995, pattern=r"^[ -~]*$")]


class Attachment(_Shape):
    raw_content: Base64Bytes
    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    content_type: Annotated[str, Field(pattern=r"^[!-.0-~]+/[!-.0-~]+$")] = "application/octet-stream"
    content_disposition: Literal["ATTACHMENT", "INLINE"] = "ATTACHMENT"
    content_id: str | None = None


class Simple(_Shape):
    subject: Text
    body: Body
    headers: Annotated[tuple[Header, ...], Field(max_length=15)] = ()
    attachments: tuple[Attachment, ...] = ()


class Raw(_Shape):
    data: Base64Bytes


class Template(_Shape):
    template_name: str | None = None


class Content(_Shape):
    simple: Simple | None = None
    raw: Raw | None = None
    template: Template | None = None


class Destination(_Shape):
    to_addresses: tuple[str, ...] = ()
    cc_addresses: tuple[str, ...] = ()
    bcc_addresses: tuple[str, ...] = ()


class Tag(_Shape):
    name: _Word
    value: _Word


class SendEmail(_Shape):
    content: Content
    from_email_address: str | None = None
    destination: Destination = Destination()
    reply_to_addresses: tuple[str, ...] = ()
    email_tags: tuple[Tag, ...] = ()
    configuration_set_name: _Word | None = None
