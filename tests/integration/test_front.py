"""The front: the laptop's page, the clock's buttons, and the way to the HTTP API."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
import urllib3

from local.laptop import Laptop
from tests.patience import PATIENCE


@pytest.fixture
def http() -> urllib3.PoolManager:
    return urllib3.PoolManager(retries=False, timeout=PATIENCE)


def test_the_start_page_shows_the_mailbox_the_clock_and_the_stack(
    probes: Laptop, http: urllib3.PoolManager
) -> None:
    page = http.request("GET", f"{probes.ports.front_url}/laptop")
    text = page.data.decode()
    assert page.status == 200
    assert f'href="{probes.ports.mail_url}"' in text
    assert f"{probes.clock.now():%A %d %B %Y}" in text
    assert probes.stack.core_table in text
    assert "import_file" in text


def test_a_button_moves_the_clock(probes: Laptop, http: urllib3.PoolManager) -> None:
    before = probes.clock.now()
    answer = http.request("POST", f"{probes.ports.front_url}/laptop/clock", body="hours=24", redirect=False)
    assert (answer.status, answer.headers["location"]) == (303, "/laptop")
    deadline = time.monotonic() + PATIENCE
    while b"Moving forward" in http.request("GET", f"{probes.ports.front_url}/laptop").data:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert probes.clock.now() >= before + timedelta(hours=24)


@pytest.mark.parametrize("body", ["", "hours=", "hours=soon", "hours=99999999999999", "hours=-1", "days=1"])
def test_hours_that_make_no_sense_are_refused(probes: Laptop, http: urllib3.PoolManager, body: str) -> None:
    assert http.request("POST", f"{probes.ports.front_url}/laptop/clock", body=body).status == 400


def test_another_site_cannot_move_the_clock(probes: Laptop, http: urllib3.PoolManager) -> None:
    for headers, status in (({"Origin": "https://example.com"}, 403), ({"Host": "example.com"}, 400)):
        answer = http.request(
            "POST", f"{probes.ports.front_url}/laptop/clock", body="hours=1", headers=headers
        )
        assert answer.status == status


def test_requests_under_v1_reach_the_http_api_as_they_are(probes: Laptop, http: urllib3.PoolManager) -> None:
    answer = http.request(
        "POST",
        f"{probes.ports.front_url}/v1/customers/a%20b?status=due&status=paid",
        body=json.dumps({"name": "Acme"}),
        headers={"Authorization": "Bearer x", "Content-Type": "application/json"},
    )
    assert answer.status == 200
    table = probes.cloud.dynamodb().query(
        TableName=probes.stack.core_table,
        KeyConditionExpression="pk = :name",
        ExpressionAttributeValues={":name": {"S": "relance-import_file"}},
        ScanIndexForward=False,
        Limit=1,
    )
    event = json.loads(table["Items"][0]["event"]["S"])
    assert event["requestContext"]["http"]["method"] == "POST"
    assert event["rawPath"] == "/v1/customers/a b"
    assert event["rawQueryString"] == "status=due&status=paid"
    assert event["headers"]["authorization"] == "Bearer x"
    assert json.loads(event["body"]) == {"name": "Acme"}
