"""A child's yes is none: it ends from its beginning, all sound goes, and nothing is sent by itself."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.facts import About, ConsentState
from rufschutz.domain.consent.minors import Ending, ending_for_minor, may_message

pytestmark = [pytest.mark.rule("R22"), pytest.mark.rule("R110")]


def test_every_yes_ends_and_all_sound_goes():
    consents = {"record_matter": ConsentState.GIVEN, "reminder": ConsentState.GIVEN}

    ending = ending_for_minor(consents, ["artefact-1", "artefact-2"])

    assert ending == Ending(frozenset(consents), frozenset({"artefact-1", "artefact-2"}), About.MINOR)


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        (ConsentState.REQUESTED, True),
        (ConsentState.GIVEN, True),
        (ConsentState.REFUSED, False),
        (ConsentState.WITHDRAWN, False),
        (ConsentState.EXPIRED, False),
        (ConsentState.INVALIDATED, False),
    ],
)
def test_a_no_stays_a_no_and_what_has_ended_has_ended(state, ends):
    assert ending_for_minor({"record_matter": state}, []).invalidated == (
        {"record_matter"} if ends else set()
    )


def test_sound_goes_even_where_nobody_agreed_to_it():
    assert ending_for_minor({}, ["artefact-1"]).destroyed == {"artefact-1"}


@pytest.mark.parametrize(
    ("about", "may"), [(About.MINOR, False), (About.CALLER, True), (About.SOMEBODY_ELSE, True)]
)
def test_no_message_goes_to_a_child_by_itself(about, may):
    assert may_message(about) is may
