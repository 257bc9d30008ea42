"""Who opens emergency access with what words, and who reviews it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.access import breaking
from rufschutz.domain.access.breaking import (
    FRESH,
    LONGEST,
    Opened,
    Thing,
    Wish,
    broken,
    openable,
    require_review,
)
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Action, Actor, Labels, Role
from rufschutz.domain.access.table import MATTER, QUALITY, RECORD
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, GlassId, KindId, LineId, PersonId, TenantId
from rufschutz.domain.moments import Millis

NOW = Millis(1_800_000_000_000)
TENANT, CALL, NAME = TenantId("t-1"), CallId("call-1"), GlassId("g-1")
AGENT = Actor(PersonId("p-1"), TENANT, Role.AGENT, second_factor=True, lines=frozenset({LineId("l-1")}))
MESSAGE = Labels(
    TENANT,
    LineId("l-9"),
    None,
    KindId("recording_matter"),
    frozenset({RECORD}),
    ConsentState.GIVEN,
    call=CALL,
)
OF_CALL = Labels(TENANT, LineId("l-9"), call=CALL)
TAPE = Thing(Action.PLAY_RECORDING, RECORD, MESSAGE)
PAGE = Thing(Action.VIEW_CALL, MATTER, OF_CALL)
WISH = Wish(
    AGENT, CALL, RECORD, "Kollegin krank, der Anrufer wartet seit gestern", LONGEST, NOW, (PAGE, TAPE)
)


@pytest.mark.rule("R60")
def test_with_reason_fresh_sign_in_and_an_end_it_opens():
    glass = broken(WISH, NAME, NOW)
    assert (glass.person, glass.role, glass.tenant) == (AGENT.person, Role.AGENT, TENANT)
    assert (glass.call, glass.purpose) == (CALL, RECORD)
    assert (glass.since, glass.until) == (NOW, NOW + LONGEST)


@pytest.mark.rule("R60")
@pytest.mark.parametrize(
    "reason", ["", "   ", "dringend", "weil weil weil weil weil", "1 2 3 4 5 6", "wort " * 400]
)
def test_a_reason_is_said_in_words(reason):
    with pytest.raises(breaking.ReasonTooShortError):
        broken(replace(WISH, reason=reason), NAME, NOW)


@pytest.mark.rule("R60")
@pytest.mark.parametrize("lasting", [0, -1, LONGEST + 1])
def test_it_lasts_an_hour_at_most(lasting):
    with pytest.raises(breaking.TimeTooLongError):
        broken(replace(WISH, lasting=lasting), NAME, NOW)


@pytest.mark.rule("R60")
@pytest.mark.parametrize("signed_in_at", [NOW - FRESH - 1, NOW + 1])
def test_password_and_code_are_given_anew(signed_in_at):
    with pytest.raises(breaking.StaleSignInError):
        broken(replace(WISH, signed_in_at=Millis(signed_in_at)), NAME, NOW)


@pytest.mark.rule("R84")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENT, Role.SUPERVISOR}))
def test_nobody_else_opens_it(role):
    actor = replace(AGENT, role=role, until=Millis(NOW + 9))
    with pytest.raises(AccessDenied):
        broken(replace(WISH, actor=actor), NAME, NOW)
    assert openable(actor, CALL, (PAGE, TAPE), NOW) == ()


def test_no_purpose_but_the_matter_s_own_opens_anything():
    with pytest.raises(AccessDenied):
        broken(replace(WISH, purpose=QUALITY), NAME, NOW)


@pytest.mark.rule("R35")
def test_another_tenant_s_call_is_not_opened():
    things = (replace(PAGE, labels=replace(OF_CALL, tenant=TenantId("t-2"))),)
    with pytest.raises(AccessDenied, match="another tenant"):
        broken(replace(WISH, things=things), NAME, NOW)


@pytest.mark.parametrize(
    ("labels", "because"),
    [
        (replace(MESSAGE, quarantined=True), "quarantine"),
        (replace(MESSAGE, restricted=True), "restricted"),
        (replace(MESSAGE, consent=ConsentState.WITHDRAWN), "the consent is withdrawn"),
    ],
)
def test_what_it_could_not_open_is_said_before(labels, because):
    page = replace(PAGE, labels=replace(OF_CALL, line=LineId("l-1")))
    wish = replace(WISH, things=(page, replace(TAPE, labels=labels)))
    with pytest.raises(breaking.NothingToOpenError, match=because):
        broken(wish, NAME, NOW)


def test_what_is_open_anyway_needs_none():
    own = tuple(replace(thing, labels=replace(thing.labels, line=LineId("l-1"))) for thing in WISH.things)
    with pytest.raises(breaking.NothingToOpenError, match="nothing"):
        broken(replace(WISH, things=own), NAME, NOW)
    assert openable(AGENT, CALL, own, NOW) == ()


def test_offered_is_what_it_would_open():
    number = Thing(Action.VIEW_NUMBER, MATTER, OF_CALL)
    leader = replace(AGENT, role=Role.SUPERVISOR, lines=frozenset())
    assert openable(AGENT, CALL, (PAGE, TAPE), NOW) == (MATTER, RECORD)
    assert openable(leader, CALL, (PAGE, TAPE), NOW) == (RECORD,)
    assert openable(leader, CALL, (PAGE, number), NOW) == (MATTER,)


ONCE = Opened(AGENT.person, NOW, reviewed=False)


@pytest.mark.rule("R60")
def test_another_person_reviews_it_once_in_words_when_it_is_over():
    other, words = PersonId("p-2"), "Anruf war wirklich dringend"
    require_review(ONCE, other, words, NOW)
    with pytest.raises(breaking.OwnGlassError):
        require_review(ONCE, AGENT.person, words, NOW)
    with pytest.raises(breaking.StillOpenError):
        require_review(ONCE, other, words, Millis(NOW - 1))
    with pytest.raises(breaking.ReviewedError):
        require_review(replace(ONCE, reviewed=True), other, words, NOW)
    with pytest.raises(breaking.ReasonTooShortError):
        require_review(ONCE, other, "ja", NOW)
