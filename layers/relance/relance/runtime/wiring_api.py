"""The HTTP API over AWS: built once per container."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import timedelta
from functools import cache

from relance.api.app import Api
from relance.api.services import Services
from relance.gateways.import_files import S3ImportFiles
from relance.gateways.links import S3Links
from relance.gateways.people import CognitoPeople
from relance.gateways.secrets import secret
from relance.gateways.uploads import S3Uploads
from relance.runtime import wiring, wiring_authorize, wiring_dunning, wiring_redecide
from relance.runtime.settings import settings
from relance.store.dynamo.logs import DynamoAuditLog
from relance.store.dynamo.notes import DynamoNotes
from relance.store.dynamo.rates import DynamoRates
from relance.store.dynamo.requests import DynamoRequests
from relance.usecases.importing.start_import import Imports
from relance.usecases.organization.change_organization import ChangeOrganization


@cache
def api() -> Api:
    return Api(services())


@cache
def services() -> Services:
    known, region = settings(), settings().region
    return Services(
        clock=wiring.clock(),
        organizations=wiring.organizations(),
        plans=wiring.plans(),
        accounts=wiring.accounts(),
        outreaches=wiring.outreaches(),
        tenants=wiring.tenants(),
        change_account=wiring.change_account(),
        change_organization=ChangeOrganization(wiring.organizations(), wiring_redecide.queue()),
        run_organization=wiring.run_organization(),
        sender_domain=wiring.verify_sender_domain(),
        simulate=wiring.simulate(),
        listings=wiring_redecide.listings(),
        api_keys=wiring_authorize.api_keys(),
        people=CognitoPeople(known.user_pool, region),
        memory=DynamoRequests(known.tables, wiring.wire()),
        rates=DynamoRates(known.tables, wiring.wire()),
        redecide=wiring_redecide.queue(),
        uploads=S3Uploads(known.drop_bucket, region),
        imports=Imports(
            wiring.import_lines(),
            S3ImportFiles(known.drop_bucket, region),
            S3Uploads(known.drop_bucket, region),
        ),
        inbox=wiring.inbox(),
        mail_links=S3Links(known.inbound_bucket, region),
        handle_reply=wiring.handle_reply(),
        assign_reply=wiring.assign_reply(),
        replies=wiring.reply_addresses,
        audit=DynamoAuditLog(wiring.tables(), wiring.wire(), timedelta(days=known.audit_days)),
        notes=DynamoNotes(wiring.tables(), wiring.wire()),
        dunning=wiring_dunning.dunning(),
        secret=lambda: secret(known.api_secret_arn, region),
        new_id=lambda: b32encode(secrets.token_bytes(10)).decode().lower(),
        new_secret=lambda: secrets.token_hex(32),
    )
