"""The ports over AWS. Each is made, and its adapter imported, when first asked for: once per container."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from relance.house import House
from relance.house.ports import made_once
from relance.runtime.clock import clock_of
from relance.runtime.settings import settings
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire

if TYPE_CHECKING:
    from relance.domain.plan_draft import PlanDraft
    from relance.domain.reply_address import ReplyAddresses
    from relance.domain.template import Template
    from relance.gateways.ses import SesMailer
    from relance.usecases.ports.accounts import Accounts
    from relance.usecases.ports.audit import AuditLog
    from relance.usecases.ports.callers import ApiKeys, People, Sessions, SignIns, Tokens
    from relance.usecases.ports.campaigns import CampaignQueue, Campaigns
    from relance.usecases.ports.clock import Clock
    from relance.usecases.ports.composing import (
        AdHocMail,
        AnswerMail,
        Composed,
        Composer,
        Notice,
        SimulationMail,
    )
    from relance.usecases.ports.dispatching import DueQueue, RedecideQueue, Watermark
    from relance.usecases.ports.enrolments import Enrolments
    from relance.usecases.ports.erasures import Erasures
    from relance.usecases.ports.files import Links, Uploads
    from relance.usecases.ports.finding import Figures, Finder
    from relance.usecases.ports.importing import Drops, ImportFiles, ImportLines, Reader
    from relance.usecases.ports.inbox import Inbox, MailReader, Mails
    from relance.usecases.ports.listings import Listings, TaskList
    from relance.usecases.ports.mailing import Envelope, Mailer, Notifier, Pace
    from relance.usecases.ports.notes import Notes
    from relance.usecases.ports.organizations import Holidays, Organizations, Plans
    from relance.usecases.ports.outreaches import History, Outreaches
    from relance.usecases.ports.portal import PortalLinks
    from relance.usecases.ports.posting import (
        ComposedLetter,
        LetterDraft,
        LetterExecutions,
        LetterFiles,
        PostalProvider,
    )
    from relance.usecases.ports.requests import Memory, Rates
    from relance.usecases.ports.sender_domains import DomainClaims, SenderDomains
    from relance.usecases.ports.shelf import Shelf
    from relance.usecases.ports.words import Explain, ExplainAnnounced, ExplainSent, Messages


class AwsHouse(House):
    @made_once
    def clock(self) -> Clock:
        return clock_of(settings().clock_file)

    @made_once
    def tables(self) -> Tables:
        return Tables.bound(settings().tables)

    @made_once
    def wire(self) -> Wire:
        return Wire(settings().tables)

    @made_once
    def organizations(self) -> Organizations:
        from relance.store.dynamo.organizations import DynamoOrganizations

        return DynamoOrganizations(self.tables)

    @made_once
    def plans(self) -> Plans:
        from relance.store.dynamo.organizations import DynamoPlans

        return DynamoPlans(self.tables)

    @made_once
    def holidays(self) -> Holidays:
        from relance.gateways.holidays import PackageHolidays

        return PackageHolidays()

    @made_once
    def accounts(self) -> Accounts:
        from relance.store.dynamo.accounts import DynamoAccounts

        return DynamoAccounts(self.tables, self.wire, self.clock.now)

    @made_once
    def enrolments(self) -> Enrolments:
        from relance.store.dynamo.enrolments import DynamoEnrolments

        return DynamoEnrolments(self.tables, self.wire)

    @made_once
    def erasures(self) -> Erasures:
        from relance.store.dynamo.erasures import DynamoErasures

        return DynamoErasures(self.tables, self.wire)

    @made_once
    def due_queue(self) -> DueQueue:
        from relance.gateways.due_queue import SqsDueQueue

        return SqsDueQueue(settings().execute_step_queue_url, settings().region)

    @made_once
    def watermark(self) -> Watermark:
        from relance.store.dynamo.watermark import DynamoWatermark

        return DynamoWatermark(self.tables, of="dispatch_due")

    @made_once
    def redecide(self) -> RedecideQueue:
        from relance.gateways.redecide import SqsRedecide

        return SqsRedecide(settings().redecide_queue_url, settings().region)

    @made_once
    def campaigns(self) -> Campaigns:
        from relance.store.dynamo.campaigns import DynamoCampaigns

        return DynamoCampaigns(self.tables, self.wire)

    @made_once
    def campaign_queue(self) -> CampaignQueue:
        from relance.gateways.campaign_queue import SqsCampaignQueue

        return SqsCampaignQueue(settings().run_campaign_queue_url, settings().region)

    @made_once
    def outreaches(self) -> Outreaches:
        from relance.store.dynamo.outreaches import DynamoOutreaches

        return DynamoOutreaches(self.tables, self.wire)

    @made_once
    def history(self) -> History:
        from relance.store.dynamo.lists import DynamoHistory

        return DynamoHistory(self.tables, self.wire)

    @made_once
    def ses(self) -> SesMailer:
        from relance.gateways.ses import SesMailer

        return SesMailer(settings().configuration_set, settings().region)

    @made_once
    def mailer(self) -> Mailer:
        return self.ses

    @made_once
    def notifier(self) -> Notifier:
        return self.ses

    @made_once
    def pace(self) -> Pace:
        from relance.gateways.ses_pace import SesPace

        return SesPace(self.ses.rate, settings().senders, settings().rest)

    @made_once
    def composer(self) -> Composer:
        from relance.rendering.composer import EmailComposer

        return EmailComposer()

    def compose_ad_hoc(self, mail: AdHocMail) -> Composed:
        from relance.rendering.ad_hoc import compose

        return compose(mail)

    def compose_answer(self, mail: AnswerMail) -> Composed:
        from relance.rendering.answer import compose

        return compose(mail)

    def compose_notice(self, mail: Notice) -> Envelope:
        from relance.rendering.notification import compose

        return compose(mail)

    def compose_simulation(self, mail: SimulationMail) -> Envelope:
        from relance.rendering.simulation import compose

        return compose(mail)

    @made_once
    def messages(self) -> Messages:
        from relance.rendering.messages import RenderedMessages

        return RenderedMessages()

    @made_once
    def explain(self) -> Explain:
        from relance.rendering.decisions import explain

        return explain

    @made_once
    def explain_sent(self) -> ExplainSent:
        from relance.rendering.decisions import explain_sent

        return explain_sent

    @made_once
    def explain_announced(self) -> ExplainAnnounced:
        from relance.rendering.decisions import explain_announced

        return explain_announced

    @made_once
    def inbox(self) -> Inbox:
        from relance.store.dynamo.inbox import DynamoInbox

        return DynamoInbox(self.tables, self.wire)

    @made_once
    def mails(self) -> Mails:
        from relance.gateways.mails import S3Mails

        return S3Mails(settings().inbound_bucket, settings().region)

    @made_once
    def mail_reader(self) -> MailReader:
        from relance.inbound.reader import InboundReader

        return InboundReader()

    @made_once
    def mail_links(self) -> Links:
        from relance.gateways.links import S3Links

        return S3Links(settings().inbound_bucket, settings().region)

    @made_once
    def uploads(self) -> Uploads:
        from relance.gateways.uploads import S3Uploads

        return S3Uploads(settings().drop_bucket, settings().region)

    @made_once
    def drops(self) -> Drops:
        from relance.gateways.drops import S3Drops
        from relance.rendering.import_report import as_json

        return S3Drops(settings().drop_bucket, settings().region, as_json)

    @made_once
    def file_reader(self) -> Reader:
        from relance.readers.reader import FileReader
        from relance.rendering.import_report import words

        return FileReader(words)

    @made_once
    def import_lines(self) -> ImportLines:
        from relance.store.dynamo.logs import DynamoImportLines

        return DynamoImportLines(self.tables, self.wire)

    @made_once
    def import_files(self) -> ImportFiles:
        from relance.gateways.import_files import S3ImportFiles

        return S3ImportFiles(settings().drop_bucket, settings().region)

    @made_once
    def listings(self) -> Listings:
        from relance.store.dynamo.listings import DynamoListings

        return DynamoListings(self.tables, self.wire)

    @made_once
    def tasks(self) -> TaskList:
        from relance.store.dynamo.lists import DynamoTaskList

        return DynamoTaskList(self.tables, self.wire)

    @made_once
    def finder(self) -> Finder:
        from relance.store.dynamo.finding import DynamoFinder

        return DynamoFinder(self.tables, self.wire)

    @made_once
    def figures(self) -> Figures:
        from relance.store.dynamo.finding import DynamoFigures

        return DynamoFigures(self.tables, self.wire)

    @made_once
    def portal_links(self) -> PortalLinks:
        from relance.store.dynamo.portal import DynamoPortalLinks

        return DynamoPortalLinks(self.tables, self.wire)

    @made_once
    def drafts(self) -> Shelf[PlanDraft]:
        from relance.domain.plan_draft import PlanDraft
        from relance.store import keys
        from relance.store.dynamo.shelf import DynamoShelf

        return DynamoShelf(self.tables, self.wire, PlanDraft, keys.plan_draft)

    @made_once
    def templates(self) -> Shelf[Template]:
        from relance.domain.template import Template
        from relance.store import keys
        from relance.store.dynamo.shelf import DynamoShelf

        return DynamoShelf(self.tables, self.wire, Template, keys.template)

    @made_once
    def notes(self) -> Notes:
        from relance.store.dynamo.notes import DynamoNotes

        return DynamoNotes(self.tables, self.wire)

    @made_once
    def audit(self) -> AuditLog:
        from relance.store.dynamo.logs import DynamoAuditLog

        return DynamoAuditLog(self.tables, self.wire, timedelta(days=settings().audit_days))

    @made_once
    def api_keys(self) -> ApiKeys:
        from relance.store.dynamo.api_keys import DynamoApiKeys

        return DynamoApiKeys(self.tables, self.wire)

    @made_once
    def people(self) -> People:
        from relance.gateways.people import CognitoPeople

        return CognitoPeople(settings().user_pool, settings().region)

    @made_once
    def tokens(self) -> Tokens:
        from relance.gateways.tokens import CognitoTokens

        known = settings()
        return CognitoTokens(known.user_pool, known.user_pool_client, known.region, known.cognito_endpoint)

    @made_once
    def sign_ins(self) -> SignIns:
        from relance.gateways.sign_ins import CognitoSignIns

        return CognitoSignIns(settings().user_pool, settings().user_pool_client, settings().region)

    @made_once
    def sessions(self) -> Sessions:
        from relance.store.dynamo.sessions import DynamoSessions

        return DynamoSessions(settings().tables, self.wire)

    @made_once
    def memory(self) -> Memory:
        from relance.store.dynamo.requests import DynamoRequests

        return DynamoRequests(settings().tables, self.wire)

    @made_once
    def rates(self) -> Rates:
        from relance.store.dynamo.rates import DynamoRates

        return DynamoRates(settings().tables, self.wire)

    @made_once
    def domain_claims(self) -> DomainClaims:
        from relance.store.dynamo.domain_claims import DynamoDomainClaims

        return DynamoDomainClaims(self.tables, self.wire)

    @made_once
    def sender_domains(self) -> SenderDomains:
        from relance.gateways.sender_domains import SesSenderDomains

        return SesSenderDomains(settings().region)

    def compose_letter(self, draft: LetterDraft) -> ComposedLetter:
        from relance.rendering.letters.desk import compose_letter

        return compose_letter(draft)

    @made_once
    def postal_provider(self) -> PostalProvider:
        from relance.gateways.print_shop import PrintShop

        return PrintShop(self.letter_files)

    @made_once
    def letter_executions(self) -> LetterExecutions:
        from relance.gateways.letter_executions import StepFunctionsExecutions

        return StepFunctionsExecutions(settings().letter_machine, settings().region)

    @made_once
    def letter_files(self) -> LetterFiles:
        from relance.gateways.import_files import S3ImportFiles

        return S3ImportFiles(settings().letters_bucket, settings().region)

    def read_logo(self, key: str) -> bytes | None:
        return self.import_files.read(key)

    @made_once
    def fallback_sender(self) -> str:
        return settings().fallback_sender

    @made_once
    def entry_url(self) -> str:
        url = settings().app_url.rstrip("/")
        return f"{url}/inbox/{{entry}}" if url else ""

    def replies(self) -> ReplyAddresses:
        from relance.domain.reply_address import ReplyAddresses
        from relance.gateways.secrets import Secrets, secret

        known = Secrets.read(secret(settings().reply_secret_arn, settings().region), self.clock.now().date())
        return ReplyAddresses(settings().reply_domain, known.current, known.earlier)

    def secret(self) -> bytes:
        from relance.gateways.secrets import Secrets, secret

        return Secrets.read(secret(settings().api_secret_arn, settings().region), date.max).current

    def new_attempt(self) -> str:
        return uuid4().hex

    def new_id(self) -> str:
        return b32encode(secrets.token_bytes(10)).decode().lower()

    def new_secret(self) -> str:
        return secrets.token_hex(32)


@cache
def house() -> AwsHouse:
    """The house of this container."""
    return AwsHouse()
