"""functions/sweep, each hour: a sender domain whose records were found is verified, nobody having asked."""

from __future__ import annotations

from datetime import timedelta

from moto.ses.models import ses_backends

from relance.domain.organization import Organization
from relance.runtime.aws import house
from tests.unit.functions.deployed import ORG, REGION, deployed, sample

# moto's own.
ACCOUNT = "123456789012"


def test_a_verification_that_completed_is_noticed() -> None:
    with deployed() as stack:
        house().organizations.save(Organization(ORG, "Acme"))
        house().verify_sender_domain.begin(ORG, "acme.example")
        identity = ses_backends[ACCOUNT][REGION].email_identities["acme.example"]
        identity.verified_for_sending_status = True
        assert not house().organizations.get(ORG).sender_domain_verified

        stack.clock.at += timedelta(hours=1)
        assert stack.invoke("sweep", sample("sweep/tick")) == {
            "queued": 0,
            "undecided": 0,
            "sender_domains": 1,
            "erasures": 0,
        }
        assert house().organizations.get(ORG).sender_domain_verified
