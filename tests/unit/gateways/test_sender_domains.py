"""What SES says of a domain, read as it is documented; and what is made of an answer that is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from relance.domain.errors import Exists, Refused
from relance.domain.sender_domain import DnsRecord, DomainState
from relance.gateways.sender_domains import ORGANIZATION, SesSenderDomains
from relance.usecases.ports.sender_domains import Unavailable
from tests.unit.gateways.loopback import nobody_listens

DOMAIN = "acme.example"
OURS = [{"Key": ORGANIZATION, "Value": "acme"}]


def identity(status: str, *, may_send: bool = False, place: str | None = None) -> dict[str, Any]:
    where = {"SigningHostedZone": place} if place else {}
    attributes = {"Status": status, "Tokens": ["a", "b", "c"], **where}
    return {"DkimAttributes": attributes, "VerifiedForSendingStatus": may_send, "Tags": OURS}


@pytest.fixture
def domains(monkeypatch: pytest.MonkeyPatch) -> SesSenderDomains:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    return SesSenderDomains("eu-west-3")


@pytest.fixture
def ses(domains: SesSenderDomains) -> Iterator[Stubber]:
    with Stubber(domains._client) as ses:
        yield ses
        ses.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("status", "may_send", "state"),
    [
        ("PENDING", False, DomainState.PENDING),
        ("NOT_STARTED", False, DomainState.PENDING),
        ("SUCCESS", True, DomainState.VERIFIED),
        ("SUCCESS", False, DomainState.PENDING),
        ("FAILED", False, DomainState.FAILED),
        ("TEMPORARY_FAILURE", True, None),
    ],
)
def test_each_status_of_ses_is_told(
    domains: SesSenderDomains, ses: Stubber, status: str, may_send: bool, state: DomainState | None
) -> None:
    ses.add_response("get_email_identity", identity(status, may_send=may_send))
    assert domains.begin(DOMAIN, "acme").state is state


def test_a_sub_domain_is_not_verified_by_its_parent(domains: SesSenderDomains, ses: Stubber) -> None:
    ses.add_response("get_email_identity", identity("PENDING", may_send=True))
    assert domains.begin(f"mail.{DOMAIN}", "acme").state is DomainState.PENDING


@pytest.mark.parametrize(
    ("place", "value"),
    [(None, "a.dkim.amazonses.com"), ("x.dkim.example", "a.x.dkim.example")],
)
def test_the_records_stand_where_the_region_publishes_its_keys(
    domains: SesSenderDomains, ses: Stubber, place: str | None, value: str
) -> None:
    ses.add_response("get_email_identity", identity("PENDING", place=place))
    first, *others = domains.begin(DOMAIN, "acme").records
    assert first == DnsRecord("a._domainkey.acme.example", value)
    assert len(others) == 2


def test_it_is_begun_with_easy_dkim_and_the_mark_of_its_organization(
    domains: SesSenderDomains, ses: Stubber
) -> None:
    ses.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)
    made = {key: value for key, value in identity("PENDING").items() if key != "Tags"}
    asked = {
        "EmailIdentity": DOMAIN,
        "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
        "Tags": OURS,
    }
    ses.add_response("create_email_identity", made, asked)
    assert domains.begin(DOMAIN, "acme").state is DomainState.PENDING


@pytest.mark.parametrize("org", ["acme", "other"])
def test_one_that_somebody_makes_meanwhile_is_whose_it_is(
    domains: SesSenderDomains, ses: Stubber, org: str
) -> None:
    ses.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)
    ses.add_client_error("create_email_identity", "AlreadyExistsException", http_status_code=400)
    ses.add_response("get_email_identity", identity("PENDING"))
    if org == "acme":
        assert domains.begin(DOMAIN, org).state is DomainState.PENDING
    else:
        with pytest.raises(Exists):
            domains.begin(DOMAIN, org)


def test_one_that_is_made_but_not_to_be_seen_yet_is_asked_for_later(
    domains: SesSenderDomains, ses: Stubber
) -> None:
    ses.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)
    ses.add_client_error("create_email_identity", "AlreadyExistsException", http_status_code=400)
    ses.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)
    with pytest.raises(Unavailable):
        domains.begin(DOMAIN, "acme")


@pytest.mark.parametrize(
    ("code", "status", "raised"),
    [
        ("TooManyRequestsException", 429, Unavailable),
        ("ConcurrentModificationException", 500, Unavailable),
        ("InternalFailure", 500, Unavailable),
        ("BadRequestException", 400, Refused),
        ("AccessDeniedException", 403, ClientError),
        ("LimitExceededException", 400, ClientError),
    ],
)
def test_what_may_go_well_later_is_told_from_what_may_not(
    domains: SesSenderDomains, ses: Stubber, code: str, status: int, raised: type[Exception]
) -> None:
    ses.add_client_error("get_email_identity", "NotFoundException", http_status_code=404)
    ses.add_client_error("create_email_identity", code, http_status_code=status)
    with pytest.raises(raised):
        domains.begin(DOMAIN, "acme")


def test_one_that_is_gone_by_the_time_it_is_dropped_is_dropped(
    domains: SesSenderDomains, ses: Stubber
) -> None:
    ses.add_response("get_email_identity", identity("PENDING"))
    ses.add_client_error("delete_email_identity", "NotFoundException", http_status_code=404)
    domains.drop(DOMAIN, "acme")


def test_nobody_there_is_not_now(domains: SesSenderDomains, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", nobody_listens())
    with pytest.raises(Unavailable):
        domains.drop(DOMAIN, "acme")
