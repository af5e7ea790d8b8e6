"""The product over AWS: built once per container, and of it only what the function at hand needs.

Imports stand inside: boto3 aside, documents (pydantic), rendering and readers dominate a cold start, and a
function pays for what it wants.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from relance.runtime.clock import clock_of
from relance.runtime.settings import settings
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire

if TYPE_CHECKING:
    from relance.domain.reply_address import ReplyAddresses
    from relance.gateways.ses import SesMailer
    from relance.store.dynamo.accounts import DynamoAccounts
    from relance.store.dynamo.inbox import DynamoInbox
    from relance.store.dynamo.logs import DynamoImportLines
    from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans
    from relance.store.dynamo.outreaches import DynamoOutreaches
    from relance.usecases.deciding.change_account import ChangeAccount
    from relance.usecases.deciding.simulate import Simulate
    from relance.usecases.deciding.tenants import Tenants
    from relance.usecases.importing.import_file import ImportFile
    from relance.usecases.organization.run_organization import RunOrganization
    from relance.usecases.organization.verify_sender_domain import VerifySenderDomain
    from relance.usecases.ports.clock import Clock
    from relance.usecases.replies.assign_reply import AssignReply
    from relance.usecases.replies.follow_up import FollowUp
    from relance.usecases.replies.handle_reply import HandleReply
    from relance.usecases.replies.notify_member import NotifyMember
    from relance.usecases.replies.receive_reply import ReceiveReply
    from relance.usecases.replies.remind_of_replies import RemindOfReplies
    from relance.usecases.sending.dispatch_due import DispatchDue
    from relance.usecases.sending.execute_step import ExecuteStep
    from relance.usecases.sending.record_email_event import RecordEmailEvent


@cache
def clock() -> Clock:
    return clock_of(settings().clock_file)


@cache
def tables() -> Tables:
    return Tables.bound(settings().tables)


@cache
def wire() -> Wire:
    return Wire(settings().tables)


@cache
def organizations() -> DynamoOrganizations:
    from relance.store.dynamo.organizations import DynamoOrganizations

    return DynamoOrganizations(tables())


@cache
def accounts() -> DynamoAccounts:
    from relance.store.dynamo.accounts import DynamoAccounts

    return DynamoAccounts(tables(), wire())


@cache
def outreaches() -> DynamoOutreaches:
    from relance.store.dynamo.outreaches import DynamoOutreaches

    return DynamoOutreaches(tables(), wire())


@cache
def plans() -> DynamoPlans:
    from relance.store.dynamo.organizations import DynamoPlans

    return DynamoPlans(tables())


@cache
def tenants() -> Tenants:
    from relance.gateways.holidays import PackageHolidays
    from relance.usecases.deciding.tenants import Tenants

    return Tenants(organizations(), plans(), PackageHolidays())


@cache
def change_account() -> ChangeAccount:
    from relance.usecases.deciding.change_account import ChangeAccount

    return ChangeAccount(accounts(), clock())


@cache
def dispatch_due() -> DispatchDue:
    from relance.gateways.due_queue import SqsDueQueue
    from relance.store.dynamo.watermark import DynamoWatermark
    from relance.usecases.sending.dispatch_due import DispatchDue

    queue = SqsDueQueue(settings().execute_step_queue_url, settings().region)
    return DispatchDue(
        DynamoEnrolments(tables(), wire()), queue, DynamoWatermark(tables(), of="dispatch_due"), clock()
    )


@cache
def execute_step() -> ExecuteStep:
    from relance.gateways.ses import SesMailer
    from relance.rendering.composer import EmailComposer
    from relance.usecases.sending.execute_step import ExecuteStep

    return ExecuteStep(
        tenants=tenants(),
        accounts=accounts(),
        enrolments=DynamoEnrolments(tables(), wire()),
        outreaches=outreaches(),
        composer=EmailComposer(),
        mailer=SesMailer(settings().configuration_set, settings().region),
        replies=reply_addresses,
        fallback_sender=settings().fallback_sender,
        clock=clock(),
        new_attempt=lambda: uuid4().hex,
    )


@cache
def reply_addresses() -> ReplyAddresses:
    """Read when the first mail is written, by the functions that may read the secret."""
    from relance.domain.reply_address import ReplyAddresses
    from relance.gateways.secrets import secret

    return ReplyAddresses(settings().reply_domain, secret(settings().reply_secret_arn, settings().region))


@cache
def record_email_event() -> RecordEmailEvent:
    from relance.usecases.sending.record_email_event import RecordEmailEvent

    return RecordEmailEvent(tenants(), outreaches(), change_account(), clock())


@cache
def import_lines() -> DynamoImportLines:
    from relance.store.dynamo.logs import DynamoImportLines

    return DynamoImportLines(tables(), wire())


@cache
def import_file() -> ImportFile:
    from relance.gateways.drops import S3Drops
    from relance.readers.reader import FileReader
    from relance.rendering.import_report import as_json, words
    from relance.usecases.importing.import_file import ImportFile
    from relance.usecases.importing.import_log import ImportLog
    from relance.usecases.importing.import_rows import ImportRows

    return ImportFile(
        tenants=tenants(),
        organizations=organizations(),
        import_rows=ImportRows(change_account()),
        run_organization=run_organization(),
        notes=ImportLog(import_lines()),
        drops=S3Drops(settings().drop_bucket, settings().region, as_json),
        reader=FileReader(words),
        clock=clock(),
    )


@cache
def run_organization() -> RunOrganization:
    from relance.usecases.organization.run_organization import RunOrganization

    return RunOrganization(organizations(), plans(), tenants(), change_account(), clock())


@cache
def verify_sender_domain() -> VerifySenderDomain:
    from relance.gateways.sender_domains import SesSenderDomains
    from relance.store.dynamo.domain_claims import DynamoDomainClaims
    from relance.usecases.organization.verify_sender_domain import VerifySenderDomain

    return VerifySenderDomain(
        organizations(),
        DynamoDomainClaims(tables(), wire()),
        SesSenderDomains(settings().region),
        clock(),
    )


@cache
def simulate() -> Simulate:
    from relance.usecases.deciding.simulate import Simulate

    return Simulate(tenants(), accounts(), clock())


@cache
def inbox() -> DynamoInbox:
    from relance.store.dynamo.inbox import DynamoInbox

    return DynamoInbox(tables(), wire())


@cache
def mailer() -> SesMailer:
    from relance.gateways.ses import SesMailer

    return SesMailer(settings().configuration_set, settings().region)


@cache
def notify_member() -> NotifyMember:
    from relance.rendering import notification
    from relance.usecases.replies.notify_member import NotifyMember

    url = settings().app_url.rstrip("/")
    link = f"{url}/inbox/{{entry}}" if url else ""
    return NotifyMember(mailer(), notification.compose, settings().fallback_sender, link)


@cache
def follow_up() -> FollowUp:
    from relance.usecases.replies.follow_up import FollowUp

    return FollowUp(inbox(), change_account(), notify_member(), clock())


@cache
def receive_reply() -> ReceiveReply:
    from relance.gateways.mails import S3Mails
    from relance.inbound.reader import InboundReader
    from relance.usecases.replies.match_reply import MatchReply
    from relance.usecases.replies.receive_reply import ReceiveReply

    return ReceiveReply(
        mails=S3Mails(settings().inbound_bucket, settings().region),
        inbox=inbox(),
        reader=InboundReader(),
        match=MatchReply(accounts(), outreaches()),
        follow_up=follow_up(),
        tenants=tenants(),
        replies=reply_addresses,
        fallback_sender=settings().fallback_sender,
        clock=clock(),
    )


@cache
def assign_reply() -> AssignReply:
    from relance.usecases.replies.assign_reply import AssignReply

    return AssignReply(inbox(), tenants(), change_account(), follow_up(), clock())


@cache
def handle_reply() -> HandleReply:
    from relance.rendering import answer
    from relance.usecases.replies.handle_reply import HandleReply

    return HandleReply(
        inbox=inbox(),
        tenants=tenants(),
        change_account=change_account(),
        outreaches=outreaches(),
        mailer=mailer(),
        compose=answer.compose,
        replies=reply_addresses,
        fallback_sender=settings().fallback_sender,
        clock=clock(),
    )


@cache
def remind_of_replies() -> RemindOfReplies:
    from relance.usecases.replies.remind_of_replies import RemindOfReplies

    return RemindOfReplies(
        inbox=inbox(),
        tenants=tenants(),
        change_account=change_account(),
        handle_reply=handle_reply(),
        follow_up=follow_up(),
        notify=notify_member(),
        clock=clock(),
    )
