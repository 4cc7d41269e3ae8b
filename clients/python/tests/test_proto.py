"""Holds the client to the contract in the repository."""

import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from nopass import AsyncNoPass, NoPass, Reason, SendCodeResponse, VerifyCodeResponse
from nopass.gen import nopass_pb2

proto = Path(__file__).parents[3] / "proto/nopass/v1/nopass.proto"
text = proto.read_text() if proto.exists() else ""

pytestmark = pytest.mark.skipif(not text, reason="the proto file is not part of the source distribution")


def fields_of(message: str) -> set[str]:
    body = re.search(rf"^message {message} {{(.*?)^}}", text, re.DOTALL | re.MULTILINE)
    assert body is not None
    return set(re.findall(r"^  [\w.]+ (\w+) = \d+;", body[1], re.MULTILINE))


@pytest.mark.parametrize("client", [NoPass, AsyncNoPass])
def test_a_client_takes_every_field(client: Any) -> None:
    for method, message in (("send_code", "SendCodeRequest"), ("verify_code", "VerifyCodeRequest")):
        parameters = inspect.signature(getattr(client, method)).parameters.keys()
        assert parameters - {"self", "timeout"} == fields_of(message)


def test_both_clients_have_the_same_calls() -> None:
    for method in ("send_code", "verify_code", "__init__"):
        sync, tasks = (inspect.signature(getattr(client, method)) for client in (NoPass, AsyncNoPass))
        assert sync.parameters.keys() == tasks.parameters.keys()


def test_a_client_gives_every_field() -> None:
    assert {each.name for each in fields(SendCodeResponse)} == fields_of("SendCodeResponse")
    assert {each.name for each in fields(VerifyCodeResponse)} == fields_of("VerifyCodeResponse")


def test_every_reason_is_known() -> None:
    reasons = set(re.findall(r"^  REFUSAL_REASON_(\w+) = [1-9]", text, re.MULTILINE))
    own = {"UNREACHABLE", "TIMEOUT", "CANCELED", "UNKNOWN"}
    assert set(get_args(Reason)) == reasons | own


def test_the_stubs_are_those_of_the_proto_file() -> None:
    messages = nopass_pb2.DESCRIPTOR.message_types_by_name
    for name in ("SendCodeRequest", "SendCodeResponse", "VerifyCodeRequest", "VerifyCodeResponse"):
        assert {field.name for field in messages[name].fields} == fields_of(name)
