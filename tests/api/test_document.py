"""The description says what the code does, and the committed one is it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rufschutz.api.document import document
from rufschutz.api.service import API, PREFIX

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.json"
TOLD = json.loads(json.dumps(document(API, PREFIX)))
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, methods in TOLD["paths"].items()
    for method, operation in methods.items()
]


def test_the_committed_description_is_what_the_code_says():
    assert json.loads(COMMITTED.read_text("utf-8")) == TOLD, "renew with: make api"


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_says_all_of_itself(path, method, operation):
    assert operation["summary"]
    assert "Needs `" in operation["description"]
    assert operation["security"] == [{"ApiKey": []}]
    assert {"401", "403", "422", "429"} <= set(operation["responses"])
    assert ("404" in operation["responses"]) >= ("{" in path)
    if "requestBody" in operation:
        assert {"400", "413", "415"} <= set(operation["responses"])
        assert method != "get"


@pytest.mark.rule("R39")
@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_no_address_holds_a_number(path, method, operation):
    places = [one["name"] for one in operation["parameters"] if one["in"] in {"path", "query"}]
    assert not re.search("number|phone|caller", " ".join(places))


def test_every_body_has_an_example():
    names = re.findall(
        r"#/components/schemas/(\w+)", json.dumps([o.values[2].get("requestBody") for o in OPERATIONS])
    )
    assert all(TOLD["components"]["schemas"][name].get("examples") for name in names)


def test_the_key_is_a_bearer():
    (scheme,) = TOLD["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
