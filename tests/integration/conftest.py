"""Laptops for the test session: free ports, folders of their own, the real template.yaml."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.laptop import Laptop
from local.stack import Stack
from local.state import ROOT, Ports, State
from tests.integration import mail_service
from tests.integration.company import Company
from tests.integration.mail_service import Running

HTTP_API = """
  ProbeApi:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: probe, ProtocolType: HTTP}
  ProbeIntegration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref ProbeApi
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt ImportFile.Arn
      PayloadFormatVersion: "2.0"
  ProbeRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref ProbeApi
      RouteKey: ANY /v1/{proxy+}
      Target: !Sub integrations/${ProbeIntegration}
  ProbeStage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref ProbeApi, StageName: $default, AutoDeploy: true}
  ProbePermission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref ImportFile
      Principal: apigateway.amazonaws.com

Outputs:
"""


@pytest.fixture(scope="session")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """The whole product, running. Tests share it: each uses an organization of its own."""
    with running(Laptop(State(tmp_path_factory.mktemp("laptop")))) as product:
        yield product


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    """The mail service alone."""
    with mail_service.running(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def company(laptop: Laptop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Company]]:
    """Makes an organization of that id on the laptop."""
    before = dict(os.environ)
    yield lambda id: Company(laptop, id, tmp_path_factory.mktemp(id))
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def stack(laptop: Laptop) -> Stack:
    """What the template made, by name."""
    return laptop.stack


@pytest.fixture(scope="session")
def probes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """The same template with `probe` in place of every function, and an HTTP API on one of them."""
    folder = tmp_path_factory.mktemp("probes")
    template = (ROOT / "template.yaml").read_text()
    probing = template.replace("\nOutputs:\n", HTTP_API).replace("!Ref HttpApi}", "!Ref ProbeApi}")
    (folder / "template.yaml").write_text(probing)
    shutil.copytree(ROOT / "layers", folder / "layers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "statemachines", folder / "statemachines")
    for code in re.findall(r"CodeUri: (\S+)", template):
        shutil.copytree(Path(__file__).parent / "probe", folder / code)
    with running(Laptop(State(tmp_path_factory.mktemp("laptop")), folder / "template.yaml")) as stand_in:
        yield stand_in


@contextmanager
def running(laptop: Laptop) -> Iterator[Laptop]:
    try:
        laptop.up(Ports.free())
        yield laptop
    finally:
        laptop.stop()
