"""The product over AWS: built once per container, each part when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from uuid import uuid4

from relance.domain.reply_address import ReplyAddresses
from relance.gateways.holidays import PackageHolidays
from relance.gateways.secrets import secret
from relance.gateways.ses import SesMailer
from relance.gateways.sqs import SqsDueQueue
from relance.rendering.composer import EmailComposer
from relance.runtime.clock import clock_of
from relance.runtime.house import House
from relance.runtime.settings import Settings, settings
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans, DynamoWatermark
from relance.store.dynamo.outreaches import DynamoOutreaches
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire


@cache
def house() -> House:
    return house_of(settings())


def house_of(given: Settings) -> House:
    tables, wire = Tables.bound(given.tables), Wire(given.tables)
    return House(
        clock=clock_of(given.clock_file),
        organizations=DynamoOrganizations(tables),
        plans=DynamoPlans(tables),
        accounts=DynamoAccounts(tables, wire),
        enrolments=DynamoEnrolments(tables, wire),
        outreaches=DynamoOutreaches(tables, wire),
        queue=SqsDueQueue(given.execute_step_queue_url, given.region),
        watermark=DynamoWatermark(tables, of="dispatch_due"),
        holidays=PackageHolidays(),
        composer=EmailComposer(),
        mailer=SesMailer(given.configuration_set, given.region),
        replies=_replies(given),
        fallback_sender=given.fallback_sender,
        new_attempt=lambda: uuid4().hex,
    )


def _replies(given: Settings) -> Callable[[], ReplyAddresses]:
    """Asked for when the first mail is written: the secret is read by the function that may read it."""
    return cache(lambda: ReplyAddresses(given.reply_domain, secret(given.reply_secret_arn, given.region)))
