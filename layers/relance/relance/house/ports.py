"""What a house stands on: one attribute a port, and a few values of the deployment."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from relance.domain.plan_draft import PlanDraft
    from relance.domain.reply_address import ReplyAddresses
    from relance.domain.template import Template
    from relance.usecases.ports.accounts import Accounts
    from relance.usecases.ports.audit import AuditLog
    from relance.usecases.ports.callers import ApiKeys, People, Sessions, SignIns, Tokens
    from relance.usecases.ports.campaigns import CampaignQueue, Campaigns
    from relance.usecases.ports.clock import Clock
    from relance.usecases.ports.composing import (
        ComposeAdHoc,
        ComposeAnswer,
        ComposeNotice,
        Composer,
        ComposeSimulation,
    )
    from relance.usecases.ports.dispatching import DueQueue, RedecideQueue, Watermark
    from relance.usecases.ports.enrolments import Enrolments
    from relance.usecases.ports.erasures import Erasures
    from relance.usecases.ports.files import Links, Uploads
    from relance.usecases.ports.finding import Figures, Finder
    from relance.usecases.ports.importing import Drops, ImportFiles, ImportLines, Reader
    from relance.usecases.ports.inbox import Inbox, MailReader, Mails
    from relance.usecases.ports.listings import Listings, TaskList
    from relance.usecases.ports.mailing import Mailer, Notifier, Pace
    from relance.usecases.ports.notes import Notes
    from relance.usecases.ports.organizations import Holidays, Organizations, Plans
    from relance.usecases.ports.outreaches import History, Outreaches
    from relance.usecases.ports.portal import PortalLinks
    from relance.usecases.ports.posting import (
        ComposeLetter,
        LetterExecutions,
        LetterFiles,
        PostalProvider,
    )
    from relance.usecases.ports.requests import Memory, Rates
    from relance.usecases.ports.sender_domains import DomainClaims, SenderDomains
    from relance.usecases.ports.shelf import Shelf
    from relance.usecases.ports.words import Explain, ExplainAnnounced, ExplainSent, Messages


class Ports:
    """`replies` and `secret` are read when first needed, by the functions that may read them. `new_attempt`,
    `new_id` ([a-z2-7]{16}) and `new_secret` (256 bits in letters and digits) are random. `entry_url` leads
    to a received mail: "https://relance.example.com/inbox/{entry}".
    """

    clock: Clock
    organizations: Organizations
    plans: Plans
    holidays: Holidays
    accounts: Accounts
    enrolments: Enrolments
    erasures: Erasures
    due_queue: DueQueue
    watermark: Watermark
    redecide: RedecideQueue
    outreaches: Outreaches
    history: History
    mailer: Mailer
    notifier: Notifier
    pace: Pace
    composer: Composer
    compose_ad_hoc: ComposeAdHoc
    compose_answer: ComposeAnswer
    compose_notice: ComposeNotice
    compose_simulation: ComposeSimulation
    messages: Messages
    explain: Explain
    explain_sent: ExplainSent
    explain_announced: ExplainAnnounced
    inbox: Inbox
    mails: Mails
    mail_reader: MailReader
    mail_links: Links
    uploads: Uploads
    drops: Drops
    file_reader: Reader
    import_lines: ImportLines
    import_files: ImportFiles
    listings: Listings
    tasks: TaskList
    finder: Finder
    figures: Figures
    portal_links: PortalLinks
    drafts: Shelf[PlanDraft]
    templates: Shelf[Template]
    notes: Notes
    campaigns: Campaigns
    campaign_queue: CampaignQueue
    audit: AuditLog
    api_keys: ApiKeys
    people: People
    tokens: Tokens
    sign_ins: SignIns
    sessions: Sessions
    memory: Memory
    rates: Rates
    domain_claims: DomainClaims
    sender_domains: SenderDomains
    compose_letter: ComposeLetter
    postal_provider: PostalProvider
    letter_executions: LetterExecutions
    letter_files: LetterFiles
    read_logo: Callable[[str], bytes | None]
    replies: Callable[[], ReplyAddresses]
    secret: Callable[[], bytes]
    new_attempt: Callable[[], str]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]
    fallback_sender: str
    entry_url: str


def made_once[Port](make: Callable[[Any], Port]) -> Port:
    """A port that is made when first asked for. To the type checker, a plain attribute like those above."""
    return cast(Port, cached_property(make))
