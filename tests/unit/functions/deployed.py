"""The stack in moto, as the functions find it when they are deployed; and their sample events."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.organization import Member, Organization
from relance.gateways import secrets
from relance.runtime.aws import house
from relance.runtime.memory import NoPace
from relance.runtime.observability import metrics
from relance.runtime.settings import settings
from relance.store.memory import SettableClock
from relance.usecases.importing.import_rows import ImportRows
from tests.builders import email, plan
from tests.unit.functions.context import context

ROOT = Path(__file__).parents[3]
REGION, BUCKET, ORG = "eu-west-3", "relance-drop", "acme"
INBOUND, LETTERS = "relance-inbound", "relance-letters"
# A Monday, late in the sending window of Paris, and `email+7` is due of what fell due a week ago.
MORNING = datetime(2026, 11, 9, 7, 55, tzinfo=UTC)

type Event = dict[str, Any]


def sample(name: str) -> Event:
    """`sample("sweep/tick")` is events/sweep/tick.json."""
    event: Event = json.loads((ROOT / "events" / f"{name}.json").read_text())
    return event


@dataclass
class Deployed:
    clock: SettableClock
    queue_url: str

    def invoke(self, function: str, event: Event) -> Any:
        """Loads functions/<function>/app.py afresh and calls its handler, as a cold start does."""
        path = ROOT / "functions" / function / "app.py"
        spec = spec_from_file_location(f"functions.{function}.app", path)
        if spec is None or spec.loader is None:
            raise ImportError(str(path))
        app = module_from_spec(spec)
        spec.loader.exec_module(app)
        handler: Callable[[Event, object], Any] = app.handler
        return handler(event, context(function))

    def queued(self) -> list[Any]:
        """The messages that wait for execute_step, taken."""
        sqs = boto3.client("sqs", region_name=REGION)
        found = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in found]

    def owing(self, *customers: str) -> None:
        """The organization `acme`, and customers with an invoice each that `email+7` is about today."""
        self.clock.at = MORNING - timedelta(days=5)
        marie = Member("marie", "Marie Curie", "marie@acme.example")
        house().organizations.save(Organization(ORG, "Acme", sending=True, members={"marie": marie}))
        house().run_organization.publish(ORG, plan(email(7)))
        rows = [
            InvoiceRow(
                line=line,
                number=f"F-{line}",
                customer_id=customer,
                issue_date=date(2026, 10, 1),
                due_date=date(2026, 11, 2),
                total=Money(99_00, "EUR"),
                email="zoe@client.example",
            )
            for line, customer in enumerate(customers, start=1)
        ]
        ImportRows(house().change_account).run(house().tenants.of(ORG, self.clock.now()), rows)
        self.clock.at = MORNING


def _forget() -> None:
    """What a container has built."""
    house.cache_clear()
    settings.cache_clear()
    secrets.forget()


@contextmanager
def deployed() -> Iterator[Deployed]:
    """Everything the functions find there, this morning."""
    clock = SettableClock(MORNING)
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.callback(_forget)
        stack.enter_context(mock_aws())
        _forget()
        sqs = boto3.client("sqs", region_name=REGION)
        queue_url = sqs.create_queue(QueueName="relance-execute_step")["QueueUrl"]
        reply = boto3.client("secretsmanager", region_name=REGION).create_secret(
            Name="reply", SecretString="a secret of more than thirty-two bytes"
        )
        boto3.client("sesv2", region_name=REGION).create_email_identity(
            EmailIdentity="reminders@relance.example"
        )
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        s3.create_bucket(Bucket=INBOUND, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        s3.create_bucket(Bucket=LETTERS, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        machine = boto3.client("stepfunctions", region_name=REGION).create_state_machine(
            name="relance-letter",
            definition=(ROOT / "statemachines/letter.asl.json").read_text(),
            roleArn="arn:aws:iam::123456789012:role/letter",
        )
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        variables = {
            "AWS_REGION": REGION,
            "CORE_TABLE": "core",
            "LOG_TABLE": "log",
            "DUE_SHARDS": "1",
            "EXECUTE_STEP_QUEUE_URL": queue_url,
            "DROP_BUCKET": BUCKET,
            "INBOX_TABLE": "inbox",
            "INBOUND_BUCKET": INBOUND,
            "LETTERS_BUCKET": LETTERS,
            "LETTER_MACHINE": machine["stateMachineArn"],
            "CONFIGURATION_SET": "mail",
            "FALLBACK_SENDER": "reminders@relance.example",
            "REPLY_DOMAIN": "reply.relance.example",
            "REPLY_SECRET_ARN": reply["ARN"],
        }
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.setattr(house(), "clock", clock)
        # moto does not know the account's rate.
        patch.setattr(house(), "pace", NoPace())
        patch.setattr(metrics.provider, "namespace", "Relance")
        house().tables.core.create_table(wait=True)
        house().tables.log.create_table(wait=True)
        house().tables.inbox.create_table(wait=True)
        yield Deployed(clock, queue_url)


@contextmanager
def deployed_with_the_api(patch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """The same with what functions/api, functions/authorize and functions/redecide find."""
    with deployed() as stack:
        boto3.client("dynamodb", region_name=REGION).create_table(
            TableName="idempotency",
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        secret = boto3.client("secretsmanager", region_name=REGION).create_secret(
            Name="api", SecretString="s"
        )
        queue = boto3.client("sqs", region_name=REGION).create_queue(QueueName="redecide")
        patch.setenv("IDEMPOTENCY_TABLE", "idempotency")
        patch.setenv("API_SECRET_ARN", secret["ARN"])
        patch.setenv("REDECIDE_QUEUE_URL", queue["QueueUrl"])
        patch.setenv("USER_POOL", "pool")
        patch.setenv("USER_POOL_CLIENT", "client")
        _forget()
        patch.setattr(house(), "clock", stack.clock)
        patch.setattr(house(), "pace", NoPace())
        yield stack
        _forget()
