"""The organization's settings, as the API takes and shows them."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StrictBool, StrictInt, WithJsonSchema
from pydantic_core import PydanticCustomError

from relance.contracts.api.bank_details import BankDetails, ShownBankDetails
from relance.contracts.api.base import (
    Change,
    Currency,
    Input,
    IsoDate,
    Language,
    LongText,
    Money,
    Name,
    Output,
    PathId,
    PositiveMoney,
    ShownId,
)
from relance.contracts.api.postal_address import GivenPostalAddress, PostalAddress
from relance.contracts.api.terms import NewTermsOrNone, Terms
from relance.domain import organization as domain
from relance.domain import quota as quotas
from relance.domain.calendar import SHORTEST_WINDOW, SendingWindow
from relance.usecases.ports.files import UploadForm

type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise PydanticCustomError("unknown_zone", "unknown zone") from None
    return name


def _time(text: str) -> str:
    try:
        time.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("iso_time", "not a time") from None
    return text


Zone = Annotated[str, Field(pattern=r"^[A-Za-z0-9_+/-]{1,64}$"), AfterValidator(_known_zone)]
TimeOfDay = Annotated[
    str, Field(pattern=r"^\d{2}:\d{2}$"), AfterValidator(_time), WithJsonSchema({"type": "string"})
]
Holidays = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$", examples=["FR", "FR-57"])]


class Window(Input):
    """When automatic e-mails leave: on these days, from `opens`, for so many minutes, on the clocks there."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    opens: TimeOfDay
    minutes: Annotated[StrictInt, Field(ge=SHORTEST_WINDOW, le=1440)]

    @classmethod
    def of(cls, window: SendingWindow) -> Self:
        days = tuple(_WEEKDAYS[day] for day in sorted(window.days))
        return cls(days=days, opens=f"{window.opens:%H:%M}", minutes=window.lasts)

    def as_window(self) -> SendingWindow:
        """Raises Refused when it ends after midnight."""
        days = frozenset(_WEEKDAYS.index(day) for day in self.days)
        return SendingWindow(days, time.fromisoformat(self.opens), self.minutes)


_NUMBERS_RESTART = "Whether numbers begin again each year: a number names an invoice only with its year."
_REMIND_FROM = "The least that is reminded of, one amount a currency; 1.00 of a currency that is not named."


_AGEING_BANDS = "Days late at which a band of the figures' ageing ends, ascending: 30, 60, 90."


def _ascending(days: tuple[int, ...]) -> tuple[int, ...]:
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise PydanticCustomError("not_ascending", "not ascending")
    return days


class OrganizationChange(Change):
    """What is left out stays as it is; null takes away what may be without."""

    name: Name = ""
    zone: Zone = ""
    language: Language = ""
    currency: Currency = ""
    window: Window = Window(days=_WEEKDAYS[:5], opens="08:00", minutes=60)
    holidays: Annotated[Holidays | None, Field(description="Whose public holidays are closed days.")] = None
    blackout: Annotated[tuple[IsoDate, ...], Field(max_length=366, description="Closed days.")] = ()
    default_plan: PathId | None = None
    terms_days: Annotated[StrictInt, Field(ge=0, le=365)] = 0
    terms: NewTermsOrNone = None
    numbers_restart: Annotated[StrictBool, Field(description=_NUMBERS_RESTART)] = False
    remind_from: Annotated[tuple[PositiveMoney, ...], Field(max_length=40, description=_REMIND_FROM)] = ()
    promise_grace_days: Annotated[
        StrictInt,
        Field(ge=0, le=30, description="Days of the calendar that a promise to pay counts after its own."),
    ] = 0
    stale_after_days: Annotated[StrictInt, Field(ge=1, le=365)] | None = None
    ageing_bands: Annotated[
        tuple[Annotated[StrictInt, Field(ge=1, le=3650)], ...],
        Field(min_length=1, max_length=6, description=_AGEING_BANDS),
        AfterValidator(_ascending),
    ] = (30, 60, 90)
    inbox: StrictBool = True
    postal_address: GivenPostalAddress | None = None
    letter_footer: LongText = ""
    payment_details: LongText = ""
    bank_details: BankDetails | None = None

    def settings(self) -> dict[str, Any]:
        """What was given, as the organization has it."""
        given = self.changes()
        if "window" in given:
            given["window"] = self.window.as_window()
        if "terms" in given:
            given["terms"] = self.terms.as_terms() if self.terms else None
        if "remind_from" in given:
            given["remind_from"] = {least.currency: least.minor for least in self.remind_from}
        if "blackout" in given:
            given["blackout"] = frozenset(self.blackout)
        if self.bank_details:
            given["bank_details"] = self.bank_details.as_details()
        if self.postal_address:
            given["postal_address"] = self.postal_address.as_domain()
        return given


class Quota(Output):
    """How many mails a new organization may send: so many in an hour, so many over a day. The quota is
    raised once the sender domain is verified, and ends two weeks after the sign-up.
    """

    at_once: int
    per_day: int
    why: Literal["domain_not_verified", "new_organization"]

    @classmethod
    def of(cls, quota: quotas.Quota) -> Self:
        return cls(at_once=quota.at_once, per_day=quota.per_day, why=quota.why)


class Organization(Output):
    """`sending` is the switch: false stops every plan. `sender_domain_verified`: mail leaves From it; the
    domain has a resource of its own.
    """

    id: str
    name: str
    zone: str
    language: str
    currency: str
    window: Window
    holidays: str | None
    blackout: tuple[date, ...]
    default_plan: ShownId | None
    terms_days: int
    terms: Terms | None
    numbers_restart: Annotated[bool, Field(description=_NUMBERS_RESTART)]
    remind_from: Annotated[tuple[Money, ...], Field(description=_REMIND_FROM)]
    promise_grace_days: int
    stale_after_days: int | None
    ageing_bands: Annotated[tuple[int, ...], Field(description=_AGEING_BANDS)]
    sender_domain: str
    sender_domain_verified: bool
    inbox: bool
    postal_address: PostalAddress | None
    letter_footer: str
    has_logo: bool
    payment_details: str
    bank_details: ShownBankDetails | None
    sending: bool
    quota: Quota | None

    @classmethod
    def of(cls, organization: domain.Organization, today: date) -> Self:
        return cls(
            id=organization.id,
            name=organization.name,
            zone=organization.zone,
            language=organization.language,
            currency=organization.currency,
            window=Window.of(organization.window),
            holidays=organization.holidays,
            blackout=tuple(sorted(organization.blackout)),
            default_plan=organization.default_plan,
            terms_days=organization.terms_days,
            terms=Terms.of(organization.terms) if organization.terms else None,
            numbers_restart=organization.numbers_restart,
            remind_from=tuple(
                Money(minor=minor, currency=currency)
                for currency, minor in sorted(organization.remind_from.items())
            ),
            promise_grace_days=organization.promise_grace_days,
            stale_after_days=organization.stale_after_days,
            ageing_bands=organization.ageing_bands,
            sender_domain=organization.sender_domain,
            sender_domain_verified=organization.sender_domain_verified,
            inbox=organization.inbox,
            postal_address=PostalAddress.of(organization.postal_address),
            letter_footer=organization.letter_footer,
            has_logo=organization.logo is not None,
            payment_details=organization.payment_details,
            bank_details=ShownBankDetails.of(bank) if (bank := organization.bank_details) else None,
            sending=organization.sending,
            quota=Quota.of(quota) if (quota := quotas.quota_of(organization, today)) else None,
        )


class Switch(Input):
    on: StrictBool
    confirm: Annotated[
        str | None,
        Field(max_length=64, description="What you confirm: `confirm` of the preview that you have seen."),
    ] = None


class NewLogo(Input):
    type: Literal["image/png", "image/jpeg"]


class Upload(Output):
    """Send a POST with `multipart/form-data` to `url`: the fields as they are, then the file as `file`."""

    url: str
    fields: dict[str, str]
    largest: Annotated[int, Field(description="In bytes.")]

    @classmethod
    def of(cls, form: UploadForm) -> Self:
        return cls(url=form.url, fields=dict(form.fields), largest=form.largest)
