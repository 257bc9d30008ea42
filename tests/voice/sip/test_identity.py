"""A caller who hides the number stays hidden."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.identity import Caller, called_of, caller_of, diverted_from
from rufschutz.voice.sip.messages import read

HIDDEN = Caller(number="", host="", withheld=True)
ASSERTED = "P-Asserted-Identity: <sip:+493023125009@example.org>"


@pytest.mark.rule("R110")
@pytest.mark.parametrize("privacy", ["id", "user", "header", "critical; id", "none;ID", "history,id"])
def test_privacy_hides_the_number_and_the_asserted_one(request_text, privacy):
    assert caller_of(read(request_text(extra=(f"Privacy: {privacy}", ASSERTED)))) == HIDDEN


@pytest.mark.rule("R110")
@pytest.mark.parametrize(
    "sender",
    [
        '"Anonymous" <sip:anonymous@anonymous.invalid>',
        "<sip:Anonymous@example.org>",
        "<sip:+493023125001@x.anonymous.invalid>",
    ],
)
def test_an_anonymous_from_hides_the_asserted_number(request_text, sender):
    assert caller_of(read(request_text(sender=sender, extra=(ASSERTED,)))) == HIDDEN


def test_the_asserted_number_counts_more_than_from(request_text):
    caller = caller_of(read(request_text(extra=("Privacy: none", ASSERTED))))

    assert caller == Caller("+493023125009", "example.org", withheld=False)


@pytest.mark.parametrize("extra", [(), ("P-Asserted-Identity: nonsense",), ('P-Asserted-Identity: "open',)])
def test_without_a_readable_one_from_counts(request_text, extra):
    assert caller_of(read(request_text(extra=extra))).number == "+493023125001"


def test_a_display_name_goes_nowhere(request_text):
    caller = caller_of(read(request_text(sender='"A Name" <sip:+493023125001@example.org>')))

    assert "Name" not in repr(caller)


def test_a_number_may_be_escaped(request_text):
    sender = "<sip:%2B493023125001@example.org>"

    assert caller_of(read(request_text(sender=sender))).number == "+493023125001"


def test_parameters_of_the_number_are_cut(request_text):
    sender = "<sip:+493023125001;phone-context=x@example.org;user=phone>"

    assert caller_of(read(request_text(sender=sender))).number == "+493023125001"


def test_a_from_of_another_kind_has_no_number(request_text):
    assert caller_of(read(request_text(sender="<mailto:x@example.org>"))) == Caller("", "", withheld=False)


@pytest.mark.parametrize(
    ("extra", "user"),
    [
        ((), ""),
        (("Diversion: <sip:200@example.org>;reason=no-answer, <sip:300@example.org>",), "200"),
        (('Diversion: "open',), ""),
        (("Diversion: nonsense",), ""),
    ],
)
def test_the_topmost_diversion_tells_the_line_that_was_called(request_text, extra, user):
    assert diverted_from(read(request_text(extra=extra))) == user


@pytest.mark.parametrize(
    ("uri", "line"),
    [
        ("sip:praxis@a", "praxis"),
        ("sip:a.org", ""),
        ("tel:+4930", "+4930"),
        ("sip:%70raxis@a", "praxis"),
        ("sip:a%2540b@a", "a%40b"),
        ("sip:a%00b@a", ""),
        ("sip:%C3%BC@a", "ü"),
        ("sip:a%7fb@a", ""),
    ],
)
def test_the_called_line_is_the_user_of_the_request_uri(request_text, uri, line):
    assert called_of(read(request_text(uri=uri))) == line
