"""Campaigns: one message to many customers, as the API takes and shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, StrictInt

from relance.contracts.api.ad_hoc_mails import MOST_FILES, Attachment
from relance.contracts.api.base import (
    Change,
    Input,
    IsoDate,
    Language,
    Name,
    Output,
    PathId,
    PositiveMoney,
    ShownId,
    shown_as,
)
from relance.contracts.api.messages import Message, Messages, Preview, as_messages, shown_messages
from relance.contracts.api.timeline import STATUS, EmailStatus
from relance.domain import campaign as domain
from relance.domain import outreach
from relance.domain.attachment import Uploaded
from relance.domain.errors import Fault, Refused
from relance.domain.selection import Exclusion, Selection
from relance.usecases.campaigns.prepare_mail import Broken, LeftOut, Ready
from relance.usecases.campaigns.preview_campaign import Previewed

Days = Annotated[StrictInt, Field(ge=0, le=36_500)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
_MANY = 200


class CampaignFilter(Input):
    """A customer is meant when all that is given holds of it. Both bounds are included.

    `overdue_from` and `overdue_to` are days since the due date of its oldest unpaid invoice; `amount_from`
    and `amount_to` bound what is overdue. `plans` and `managers` are ids. `not_contacted_since`: no contact
    on that day or later.
    """

    overdue_from: Days | None = None
    overdue_to: Days | None = None
    amount_from: PositiveMoney | None = None
    amount_to: PositiveMoney | None = None
    countries: Annotated[tuple[Country, ...], Field(max_length=_MANY)] = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=20)] = ()
    plans: Annotated[tuple[PathId, ...], Field(max_length=_MANY)] = ()
    managers: Annotated[tuple[PathId, ...], Field(max_length=_MANY)] = ()
    not_contacted_since: IsoDate | None = None

    def as_selection(self) -> Selection:
        if faults := tuple(self._faults()):
            raise Refused(*faults)
        return Selection(
            overdue_from=self.overdue_from,
            overdue_to=self.overdue_to,
            amount_from=self.amount_from.as_money() if self.amount_from else None,
            amount_to=self.amount_to.as_money() if self.amount_to else None,
            countries=frozenset(self.countries),
            languages=frozenset(self.languages),
            plans=frozenset(self.plans),
            managers=frozenset(self.managers),
            not_contacted_since=self.not_contacted_since,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.overdue_to is not None and (self.overdue_from or 0) > self.overdue_to:
            yield Fault("bounds_reversed", "filter.overdue_from")
        if self.amount_from and self.amount_to:
            if self.amount_from.currency != self.amount_to.currency:
                yield Fault("bounds_currency", "filter.amount_to")
            elif self.amount_from.minor > self.amount_to.minor:
                yield Fault("bounds_reversed", "filter.amount_from")

    @classmethod
    def of(cls, selection: Selection) -> Self:
        low, high = selection.amount_from, selection.amount_to
        return cls.model_construct(
            overdue_from=selection.overdue_from,
            overdue_to=selection.overdue_to,
            amount_from=PositiveMoney(minor=low.minor, currency=low.currency) if low else None,
            amount_to=PositiveMoney(minor=high.minor, currency=high.currency) if high else None,
            countries=tuple(sorted(selection.countries)),
            languages=tuple(sorted(selection.languages)),
            plans=tuple(sorted(selection.plans)),
            managers=tuple(sorted(selection.managers)),
            not_contacted_since=selection.not_contacted_since,
        )


_SENDER = "A member's id; null: each customer's account manager."
_DESPITE = (
    "Exclusions to override: `disputed`, `replied`, `promised`, `paused`, `contacted_lately`. Without them "
    "such customers get no message."
)


class NewCampaign(Input):
    """A draft: nothing leaves before it is started."""

    model_config = shown_as(
        name="Holidays",
        filter={"overdue_from": 1},
        messages={"en": {"subject": "We are closed", "body": "Dear {{ customer_name }}, ..."}},
    )

    name: Name
    messages: Messages
    filter: CampaignFilter = CampaignFilter()
    sender: Annotated[PathId | None, Field(description=_SENDER)] = None
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MOST_FILES)] = ()
    despite: Annotated[frozenset[Exclusion], Field(description=_DESPITE)] = frozenset()

    def as_campaign(self, org: str, id: str, at: datetime, by: str) -> domain.Campaign:
        return domain.Campaign(
            org, id, self.name, at, by, **_given(self, type(self).model_fields.keys() - {"name"})
        )


class CampaignChange(Change):
    """What is left out stays as it is; `messages`, `filter` and `attachments` are given whole."""

    name: Name = ""
    messages: Messages = Field(default_factory=dict)
    filter: CampaignFilter = CampaignFilter()
    sender: Annotated[PathId | None, Field(description=_SENDER)] = None
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MOST_FILES)] = ()
    despite: Annotated[frozenset[Exclusion], Field(description=_DESPITE)] = frozenset()

    def changed(self) -> dict[str, Any]:
        return _given(self, self.model_fields_set)


def _given(body: NewCampaign | CampaignChange, names: Iterable[str]) -> dict[str, Any]:
    """By the domain's names."""
    known: dict[str, tuple[str, Any]] = {
        "name": ("name", lambda: body.name),
        "messages": ("words", lambda: as_messages(body.messages)),
        "filter": ("selection", body.filter.as_selection),
        "sender": ("sender", lambda: body.sender),
        "attachments": ("files", lambda: tuple(map(_uploaded, body.attachments))),
        "despite": ("despite", lambda: body.despite),
    }
    return {known[name][0]: known[name][1]() for name in sorted(names)}


def _uploaded(file: Attachment) -> Uploaded:
    return Uploaded(file.id, file.name, file.content_type)


class CampaignResults(Output):
    """How many customers have which result. `under_way`: claimed, and not known to have left or not.

    `let_through` left though the campaign was paused or stopped before: they were being sent then.
    """

    sent: int
    unknown: int
    failed: int
    excluded: int
    under_way: int
    let_through: int


class Campaign(Output):
    id: ShownId
    name: str
    channel: domain.Channel
    state: domain.CampaignState
    filter: CampaignFilter
    messages: dict[str, Message]
    sender: ShownId | None
    attachments: tuple[str, ...]
    despite: tuple[Exclusion, ...]
    created_at: datetime
    created_by: ShownId
    started_at: datetime | None
    halted_at: Annotated[datetime | None, Field(description="When it was paused or stopped.")]
    results: CampaignResults

    @classmethod
    def of(cls, campaign: domain.Campaign, under_way: int = 0) -> Self:
        counts = campaign.results
        return cls(
            id=campaign.id,
            name=campaign.name,
            channel=campaign.channel,
            state=campaign.state,
            filter=CampaignFilter.of(campaign.selection),
            messages=shown_messages(campaign.words),
            sender=campaign.sender,
            attachments=tuple(file.name for file in campaign.files),
            despite=tuple(sorted(campaign.despite)),
            created_at=campaign.created_at,
            created_by=campaign.created_by,
            started_at=campaign.started_at,
            halted_at=campaign.halted_at,
            results=CampaignResults(
                sent=counts.get(domain.Result.SENT, 0),
                unknown=counts.get(domain.Result.UNKNOWN, 0),
                failed=counts.get(domain.Result.FAILED, 0),
                excluded=counts.get(domain.Result.EXCLUDED, 0),
                under_way=under_way,
                let_through=campaign.let_through,
            ),
        )


class CampaignPreviewRow(Output):
    """A customer that the filter means. `excluded` says why it would get no message; `problems` are codes of
    what is wrong with the message for this customer.
    """

    customer: ShownId
    customer_name: str
    to: str | None
    excluded: Exclusion | None
    may_be_overridden: bool
    problems: tuple[str, ...]

    @classmethod
    def of(cls, shown: Previewed) -> Self:
        why = shown.prepared.why if isinstance(shown.prepared, LeftOut) else None
        return cls(
            customer=shown.customer.id,
            customer_name=shown.customer.name,
            to=shown.prepared.mail.contact.email if isinstance(shown.prepared, Ready) else None,
            excluded=why,
            may_be_overridden=why is not None and why.may_be_overridden,
            problems=tuple(f.code for f in shown.prepared.faults)
            if isinstance(shown.prepared, Broken)
            else (),
        )


class CampaignMailPreview(CampaignPreviewRow):
    """`preview` is null when the customer would get no message."""

    preview: Preview | None

    @classmethod
    def of(cls, shown: Previewed) -> Self:
        row = CampaignPreviewRow.of(shown).model_dump()
        preview = None
        if isinstance(shown.prepared, Ready):
            composed = shown.prepared.composed
            preview = Preview(subject=composed.subject, text=composed.text, html=composed.html)
        return cls(**row, preview=preview)


class CampaignRecipient(Output):
    """What became of the message to one customer. `email` names it in the customer's e-mails, `status` is how
    far it has come by now. `detail` is an exclusion, or a code that says why it failed.
    """

    customer: ShownId
    result: domain.Result
    at: datetime
    detail: str
    email: str | None
    status: EmailStatus | None

    @classmethod
    def of(cls, recipient: domain.Recipient, sent: outreach.Outreach | None) -> Self:
        return cls(
            customer=recipient.customer,
            result=recipient.result,
            at=recipient.settled_at or recipient.at,
            detail=recipient.detail,
            email=sent.ref.name if sent else None,
            status=STATUS[sent.status] if sent else None,
        )
