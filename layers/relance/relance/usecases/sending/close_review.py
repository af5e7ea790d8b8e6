"""Takes back the question whether a mail left, once that is known."""

from __future__ import annotations

from functools import partial

from relance.domain.errors import NotFound
from relance.domain.handling import found_sent
from relance.domain.outreach import OutreachRef
from relance.domain.review import review_id
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant


def close_review(change_account: ChangeAccount, tenant: Tenant, ref: OutreachRef) -> None:
    """The to-do about that outreach, if anybody was asked, is cancelled; what waited for it goes on."""
    task_id = review_id(ref)
    try:
        account = change_account.accounts.load(ref.org, ref.customer)
    except NotFound:
        return
    if task_id in account.tasks:
        sent_on = tenant.calendar.today(ref.at)
        change_account.run(tenant, ref.customer, partial(found_sent, review=task_id, on=sent_on))
