"""The values that several operations share."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from rufschutz.api.errors import WrongTypeError
from rufschutz.api.shapes import Asked, JsonParser, Name, Number, moment, moment_or_none, require_id
from rufschutz.core.audit.access import NotFound


def test_moments_are_in_utc_with_ms():
    assert moment(1_790_000_000_007) == "2026-09-21T14:13:20.007Z"
    assert moment_or_none(None) is None
    assert moment_or_none(0) == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize("value", ["", "0" * 31, "G" * 32, "0" * 31 + "A", "0" * 33])
def test_what_can_be_no_id_leads_nowhere(value):
    with pytest.raises(NotFound):
        require_id(value)
    assert require_id("0f" * 16) == "0f" * 16


@pytest.mark.parametrize(
    "number", ["03023125042", "+0123456", "+49 30 1", "+49302312504\n", "+" + "1" * 16, "\ud800"]
)
def test_a_number_is_e164(number):
    with pytest.raises(ValidationError):
        TypeAdapter(Number).validate_python(number)
    assert TypeAdapter(Number).validate_python("+493023125042")


@pytest.mark.parametrize("name", ["", "X", "1a", "a-b", "a" * 65, "a\n"])
def test_a_name_is_one_word(name):
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(name)


def test_what_is_not_known_is_refused():
    with pytest.raises(ValidationError):
        Asked.model_validate({"more": 1})


def test_a_body_says_that_it_is_json(rf):
    request = rf.post("/", b'{"a": 1}', content_type="application/json; charset=utf-8")
    assert JsonParser().parse_body(request) == {"a": 1}
    with pytest.raises(WrongTypeError):
        JsonParser().parse_body(rf.post("/", b"{}", content_type="text/plain"))
