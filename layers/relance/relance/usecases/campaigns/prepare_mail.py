"""The e-mail of a campaign to one customer, or why that customer gets none: for the preview and the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from relance.domain.ad_hoc import spoken_of
from relance.domain.campaign import Campaign
from relance.domain.customer import Account, Contact
from relance.domain.errors import Fault, Refused
from relance.domain.inbox import File
from relance.domain.selection import Exclusion, exclusion
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import AdHocMail, Composed
from relance.usecases.sending.write_ad_hoc import WriteAdHoc

SPEAKS_OF_NOTHING = "speaks_of_nothing_open"


@dataclass(frozen=True, slots=True)
class Ready:
    mail: AdHocMail
    composed: Composed


@dataclass(frozen=True, slots=True)
class LeftOut:
    why: Exclusion


@dataclass(frozen=True, slots=True)
class Broken:
    """The message cannot be written for this customer."""

    faults: tuple[Fault, ...]


type Prepared = Ready | LeftOut | Broken | None
"""None: the campaign's filter does not mean the customer."""


@dataclass(frozen=True)
class PrepareMail:
    write_ad_hoc: WriteAdHoc

    def run(
        self, tenant: Tenant, campaign: Campaign, stored: Account, files: tuple[File, ...], now: datetime
    ) -> Prepared:
        today = tenant.calendar.today(now)
        account = tenant.prepared(stored, today)
        if not campaign.selection.means(account, tenant.organization, today):
            return None
        if why := exclusion(account, today, tenant.contact_delay_of(account), campaign.despite):
            return LeftOut(why)
        try:
            mail = self.write_ad_hoc.mail(
                tenant,
                account,
                campaign.words,
                spoken_of(account, None, today),
                account.recipient or Contact(""),
                today,
                sender=tenant.organization.active_member(campaign.sender),
                files=files,
                by_hand=False,
            )
            return Ready(mail, self.write_ad_hoc.compose(mail))
        except Refused as refused:
            if {fault.code for fault in refused.faults} == {SPEAKS_OF_NOTHING}:
                return LeftOut(Exclusion.NOTHING_OPEN)
            return Broken(refused.faults)
