"""What the deployment says: the only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from relance.store.dynamo.tables import TableSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """Attributes are named after template.yaml's variables. `clock_file` is set on a laptop only."""

    region: str
    core_table: str
    log_table: str
    due_shards: int
    senders: int
    rest: timedelta
    execute_step_queue_url: str
    drop_bucket: str
    configuration_set: str
    fallback_sender: str
    reply_domain: str
    reply_secret_arn: str
    idempotency_table: str
    user_pool: str
    user_pool_client: str
    api_secret_arn: str
    redecide_queue_url: str
    run_campaign_queue_url: str
    inbox_table: str
    inbound_bucket: str
    letters_bucket: str
    letter_machine: str
    app_url: str
    audit_days: int
    endpoint: str | None
    cognito_endpoint: str | None
    clock_file: Path | None

    @property
    def tables(self) -> TableSettings:
        return TableSettings(
            self.core_table,
            self.log_table,
            self.region,
            self.endpoint,
            self.due_shards,
            self.idempotency_table,
            self.inbox_table,
        )


@cache
def settings() -> Settings:
    """A variable that a function is not given reads as empty: it has no use for it."""
    env = os.environ
    clock_file = env.get("RELANCE_CLOCK_FILE")
    return Settings(
        region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION", "eu-west-3"),
        core_table=env.get("CORE_TABLE", ""),
        log_table=env.get("LOG_TABLE", ""),
        due_shards=int(env.get("DUE_SHARDS", "16")),
        senders=int(env.get("MAXIMUM_SENDERS", "4")),
        rest=timedelta(seconds=int(env.get("REST_SECONDS", "60"))),
        execute_step_queue_url=env.get("EXECUTE_STEP_QUEUE_URL", ""),
        drop_bucket=env.get("DROP_BUCKET", ""),
        configuration_set=env.get("CONFIGURATION_SET", ""),
        fallback_sender=env.get("FALLBACK_SENDER", ""),
        reply_domain=env.get("REPLY_DOMAIN", ""),
        reply_secret_arn=env.get("REPLY_SECRET_ARN", ""),
        idempotency_table=env.get("IDEMPOTENCY_TABLE", ""),
        user_pool=env.get("USER_POOL", ""),
        user_pool_client=env.get("USER_POOL_CLIENT", ""),
        api_secret_arn=env.get("API_SECRET_ARN", ""),
        redecide_queue_url=env.get("REDECIDE_QUEUE_URL", ""),
        run_campaign_queue_url=env.get("RUN_CAMPAIGN_QUEUE_URL", ""),
        inbox_table=env.get("INBOX_TABLE", ""),
        inbound_bucket=env.get("INBOUND_BUCKET", ""),
        letters_bucket=env.get("LETTERS_BUCKET", ""),
        letter_machine=env.get("LETTER_MACHINE", ""),
        app_url=env.get("APP_URL", ""),
        audit_days=int(env.get("AUDIT_DAYS", "730")),
        endpoint=env.get("AWS_ENDPOINT_URL_DYNAMODB") or env.get("AWS_ENDPOINT_URL"),
        cognito_endpoint=env.get("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER") or env.get("AWS_ENDPOINT_URL"),
        clock_file=Path(clock_file) if clock_file else None,
    )
