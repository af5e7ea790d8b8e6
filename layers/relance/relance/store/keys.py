"""Every key of every table, built here and nowhere else. Each takes the organization first, or says that it
is no tenant's.

Within a customer's partition what is closed sorts behind `CLOSED`: the working set is one range.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, unquote

from relance.domain.ids import stamp
from relance.domain.receivables import Credit, Payment
from relance.domain.task import Task
from relance.store.buckets import bucket_of, shard_of
from relance.usecases.ports.enrolments import DueCustomer, DueEntry, DueKey

CLOSED = "Z#"
META = "META"
CONTACT = "CONTACT#"
CREDIT_NOTE = "CREDITNOTE#"
ENROLMENT = "ENROL#"
FIGURES = "FIGURES"
HOLD = "HOLD#"
INVOICE = "INVOICE#"
PAYMENT = "PAYMENT#"
PROMISE = "PROMISE#"
TASK = "TASK#"


class Key(NamedTuple):
    pk: str
    sk: str


class IndexKey(NamedTuple):
    """Hash and range key of an entry in a sparse index."""

    hash: str
    range: str


def organization(org: str) -> Key:
    return Key(f"O#{org}", META)


def switch(org: str) -> Key:
    """Whether the organization sends: an item of its own, since every mail asks for it."""
    return Key(f"O#{org}", "SWITCH")


def plan(org: str, plan_id: str, version: int) -> Key:
    return Key(f"O#{org}", f"PLAN#{plan_id}@{version:06}")


def customer(org: str, customer_id: str) -> str:
    """The partition of all items of a customer. The id stands last, since it may hold any character."""
    return f"O#{org}#C#{customer_id}"


def large_change(org: str, customer_id: str, name: str) -> Key:
    """Head of a change of more items than one transaction takes: of this customer, and perhaps of others."""
    return Key(f"O#{org}#X#{customer_id}", name)


def large_change_page(org: str, lock: str, number: int) -> Key:
    """A part of what a large change writes, in its order; pages sort behind the head."""
    head = head_of_lock(org, lock)
    return Key(head.pk, f"{head.sk}#{number:05}")


def lock(head: Key) -> str:
    """Names a large change within its organization: `<name>#<customer>`, as its items' `locked_by` does."""
    return f"{head.sk}#{head.pk.split('#X#', 1)[1]}"


def head_of_lock(org: str, lock: str) -> Key:
    name, customer_id = lock.split("#", 1)
    return large_change(org, customer_id, name)


def invoice_owner(org: str, number: str) -> Key:
    """The item that says which customer has the invoice or credit note of that number."""
    return Key(f"O#{org}#N#{number}", "OWNER")


def reply_owner(org: str, enrolment: str) -> Key:
    """The item that says which customer has an enrolment: reply addresses name enrolments."""
    return Key(f"O#{org}#R#{enrolment}", "OWNER")


def email_owner(org: str, email: str, customer_id: str = "") -> Key:
    """A customer with a contact at that address."""
    return Key(f"O#{org}#E#{email}", customer_id)


def domain_owner(org: str, domain: str, customer_id: str = "") -> Key:
    """A customer with a contact at that company's domain."""
    return Key(f"O#{org}#D#{domain}", customer_id)


def registration_owner(org: str, number: str, customer_id: str = "") -> Key:
    """A customer with that SIREN or VAT number."""
    return Key(f"O#{org}#S#{number}", customer_id)


def credit(of: Credit) -> str:
    return f"{PAYMENT}{of.id}" if isinstance(of, Payment) else f"{CREDIT_NOTE}{of.number}"


def outreach(org: str, customer_id: str, at: datetime, outreach_id: str) -> Key:
    """History, in the order of time."""
    instant = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    return Key(customer(org, customer_id), f"H#{instant}Z#{outreach_id}")


def history(org: str, customer_id: str) -> Key:
    """What the sort keys of all of a customer's history start with."""
    return Key(customer(org, customer_id), "H#")


def note(org: str, customer_id: str, note_id: str = "") -> Key:
    """What a person wrote about a customer, in the order of time."""
    return Key(customer(org, customer_id), f"N#{note_id}")


def session(org: str, member: str, session_id: str = "") -> Key:
    """A browser in which a member is signed in."""
    return Key(f"O#{org}#B#{member}", session_id)


def portal_link(org: str, secret_hash: str) -> Key:
    """A private link to a customer's own page, in the log."""
    return Key(f"O#{org}#PORTAL", secret_hash)


def audit(org: str, line: str = "") -> Key:
    """Who changed what through the API, in the order of time."""
    return Key(f"O#{org}#AUDIT", line)


def import_line(org: str, line: str = "") -> Key:
    """What was imported, in the order of time."""
    return Key(f"O#{org}#IMPORT", line)


def message(org: str, message_id: str) -> Key:
    """The outreach that left under a Message-ID."""
    return Key(f"O#{org}#M#{message_id}", "OUTREACH")


def inbox_entry(org: str, entry_id: str, received: datetime) -> Key:
    """An organization's mail, month by month, in the order of time."""
    return Key(f"O#{org}#{received.astimezone(UTC):%Y-%m}", entry_id)


def fingerprint(org: str, of_mail: str) -> Key:
    """The entry a mail was first kept as."""
    return Key(f"O#{org}#F#{of_mail}", "ENTRY")


def mails_of_hour(org: str, customer_id: str, hour: datetime) -> Key:
    """Which mails a customer's allowance of one hour went to; in the inbox's table."""
    return Key(customer(org, customer_id), f"HOUR#{hour.astimezone(UTC):%Y-%m-%dT%H}")


def inbox_list(org: str, name: str) -> str:
    """Hash of the inbox's `list` index: what waits for a person, and forwarding to confirm."""
    return f"O#{org}#{name}"


def inbox_look(org: str, at: datetime, entry_id: str, shards: int) -> IndexKey:
    """Entry of the inbox's `look` index."""
    instant = stamp(at)
    return IndexKey(inbox_look_shard(shard_of(org, shards)), f"{instant}#{org}#{entry_id}")


def inbox_look_shard(shard: int) -> str:
    return f"LOOK#{shard:03}"


def inbox_look_until(at: datetime) -> str:
    """Sorts behind every entry that is to be looked at by that instant."""
    return f"{stamp(at)}#~"


def read_inbox_look(range_: str) -> tuple[str, str]:
    """(organization, entry)"""
    _, org, entry_id = range_.split("#")
    return org, entry_id


DUE_SHARDS = "DUE#"


def due_shard(shard: int) -> str:
    """Hash of the due index: all that waits in that shard, in the order of time."""
    return f"{DUE_SHARDS}{shard:03}"


def due_from(at: datetime) -> str:
    """Sorts before every entry of the bucket that holds `at`, and behind those of earlier buckets."""
    return f"{bucket_of(at).astimezone(UTC):%Y%m%d%H%M}"


def due_until(now: datetime) -> str:
    """Sorts behind every entry whose bucket has started by `now`, and before all others."""
    return f"{now.astimezone(UTC):%Y%m%d%H%M}#~"


def due(waits: DueEntry, at: datetime, shards: int) -> IndexKey:
    """Entry of the due index for what waits until `at`: `202611090755#acme#C-1#<enrolment>#2#J+7#`."""
    shard = due_shard(shard_of(waits.customer, shards))
    return IndexKey(shard, f"{due_from(at)}{due_mark(waits)}")


def due_mark(waits: DueEntry) -> str:
    """How the range of such an entry ends; no other entry of the same enrolment holds this text."""
    return f"#{due_entry(waits)}#"


def read_due(range_: str) -> DueEntry:
    """What the range of an entry names."""
    return read_due_entry(range_.split("#", 1)[1].removesuffix("#"))


def due_bucket_of_old(bucket: datetime, shard: int) -> str:
    """Hash of an entry as it was written until the due index was ordered by time within a shard."""
    return f"{bucket.astimezone(UTC):%Y%m%d%H%M}#{shard:03}"


def read_due_instant(entry: IndexKey) -> datetime:
    """When the bucket of an entry of the due index starts, be the entry of this layout or of the old one."""
    timed = entry.range if entry.hash.startswith(DUE_SHARDS) else entry.hash
    return datetime.strptime(f"{timed.split('#', 1)[0]}+0000", "%Y%m%d%H%M%z")


def due_entry(waits: DueEntry) -> str:
    """`acme#C-1#<enrolment>#2#J+7`; of a customer itself `acme#C-1##0#`."""
    match waits:
        case DueKey(org, customer, enrolment, cycle, step):
            return f"{org}#{customer}#{enrolment}#{cycle}#{quote(step)}"
        case DueCustomer(org, customer):
            return f"{org}#{customer}##0#"


def read_due_entry(entry: str) -> DueEntry:
    """The customer's id is the only part that may hold a `#`."""
    org, rest = entry.split("#", 1)
    customer_id, enrolment, cycle, step = rest.rsplit("#", 3)
    if not enrolment:
        return DueCustomer(org, customer_id)
    return DueKey(org, customer_id, enrolment, int(cycle), unquote(step))


def word(org: str, words: str, kind: str = "", id: str = "") -> Key:
    """What is found by words: `ete#customer#C-1`, `2026 00123#invoice#FA-2026-00123`."""
    return Key(f"O#{org}#WORD", f"{words}#{kind}#{id}" if kind else words)


def figures(org: str, customer_id: str = "") -> IndexKey:
    """Entry of the list index."""
    return IndexKey(f"O#{org}#FIGURES", customer_id)


def customers(org: str, customer_id: str = "") -> IndexKey:
    """Entry of the list index."""
    return IndexKey(f"O#{org}#CUSTOMER", customer_id)


def invoices(org: str, status: str, due_on: str, number: str) -> IndexKey:
    return IndexKey(f"O#{org}#INVOICE#{status}", f"{due_on}#{number}")


def tasks(org: str, state: str, place: str = "") -> IndexKey:
    return IndexKey(f"O#{org}#TASK#{state}", place)


def task_place(task: Task) -> str:
    """Where a to-do stands in the list of its state: by the day it is due, once closed by when that was
    (as the names of outreaches do).
    """
    if task.state.is_open:
        return f"{task.due_on.isoformat()}#{task.id}"
    if task.closed_at is None:
        return f"{task.due_on:%Y%m%d}-{task.id}"
    return f"{stamp(task.closed_at)}-{task.id}"


def outreaches(org: str, place: str = "") -> IndexKey:
    """Entry of the log's `sent` index: an organization's whole history, in the order of time."""
    return IndexKey(f"O#{org}#H", place)


def erasure(org: str, mark: str) -> Key:
    """That a customer was erased; `mark` is the hash of its id."""
    return Key(f"O#{org}#ERASED#{mark}", "ERASURE")


def erasing(org: str = "", mark: str = "") -> IndexKey:
    """No tenant's: entry of the list index, where the schedule finds the erasures that are not done."""
    return IndexKey("SYSTEM#ERASING", f"{org}#{mark}")


def plan_draft(org: str, plan_id: str = "") -> Key:
    return Key(f"O#{org}", f"DRAFT#{plan_id}")


def template(org: str, template_id: str = "") -> Key:
    return Key(f"O#{org}", f"TEMPLATE#{template_id}")


def api_key(org: str, key: str = "") -> Key:
    """An API key; without `key`, what the sort keys of all of an organization's API keys start with."""
    return Key(f"O#{org}", f"KEY#{key}")


def request(org: str, key: str) -> str:
    """One request that carried an Idempotency-Key."""
    return f"O#{org}#REQUEST#{key}"


def rate(org: str, who: str) -> Key:
    """How much one caller has asked of late."""
    return Key(f"O#{org}#RATE", who)


def watermark(of: str) -> Key:
    """No tenant's: how far a schedule has looked."""
    return Key("SYSTEM", f"WATERMARK#{of}")


def undecided(org: str = "") -> IndexKey:
    """No tenant's: entry of the list index, where the schedule finds whose customers are to be decided."""
    return IndexKey("SYSTEM#UNDECIDED", org)


def campaign(org: str, campaign_id: str = "") -> Key:
    """A campaign; without `campaign_id`, what the sort keys of all of an organization's start with."""
    return Key(f"O#{org}", f"CAMPAIGN#{campaign_id}")


def recipient(org: str, campaign_id: str, customer_id: str = "") -> Key:
    """What became of a campaign for one customer; without `customer_id`, before all of them."""
    return Key(f"O#{org}#G#{campaign_id}", f"TO#{customer_id}")


def campaign_look(org: str, at: datetime, campaign_id: str = "") -> IndexKey:
    """No tenant's: entry of the list index, where the schedule finds the campaigns to look at by then."""
    return IndexKey("SYSTEM#CAMPAIGN", f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}#{org}#{campaign_id}")


def sender_domain(domain: str) -> Key:
    """The key of a domain's claim. It is no tenant's: of all tenants one may have the domain, so all meet at
    this key.
    """
    return Key(f"SYSTEM#SENDER#{domain}", "CLAIM")


def sender_domain_look(at: datetime, domain: str = "") -> IndexKey:
    """No tenant's: entry of the list index, where the schedule finds the domains to ask about by then."""
    return IndexKey("SYSTEM#SENDER", f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}#{domain}")
