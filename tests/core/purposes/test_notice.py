"""A line's page tells what its live policy does, no more and no less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.notice import notice_of
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.kinds import NOT_STORED
from rufschutz.core.tenants.actions import change_line
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.core.tenants.models import Line
from rufschutz.core.tenants.queries import UnknownTenantError
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis
from rufschutz.domain.purposes.alternatives import Alternative

DE = Language.DE


WITHOUT_DATA = {"appointment", "rights"}
"""Purposes in force of whose data nothing here makes any yet."""


@pytest.fixture
def adopt(tenant, line, now):
    def put(policy, at: int = 0):
        enact(tenant, policy, PersonId("p" * 32), Millis(now + at))

    put(shipped_policy("P"))
    return put


@pytest.mark.rule("R09")
def test_every_purpose_in_force_is_told_with_all_its_kinds_and_periods(adopt) -> None:
    told = notice_of("praxis", DE)
    policy = shipped_policy("P")
    active = {row.id for row in policy.purposes if row.availability is Availability.ACTIVE}
    assert {purpose.id for purpose in told.purposes} == active - WITHOUT_DATA | {"record_matter"}
    for purpose in told.purposes:
        row = next(row for row in policy.purposes if row.id == purpose.id)
        assert tuple(kept.kind for kept in purpose.kinds) == tuple(
            kind for kind in row.kinds if kind not in NOT_STORED
        )
        assert all(kept.period for kept in purpose.kinds)
        assert purpose.why


@pytest.mark.rule("R09")
def test_nothing_is_told_of_what_does_not_exist(adopt) -> None:
    told = notice_of("praxis", DE)
    kinds = {kept.kind for purpose in told.purposes for kept in purpose.kinds}
    assert kinds.isdisjoint(NOT_STORED)
    assert {"matter", "call_metadata", "recording_matter"} <= kinds
    assert told.backup == "7\u00a0Tage"


def test_no_order_is_said_to_be_recorded_while_none_is(adopt) -> None:
    adopt(shipped_policy("S"), 1)
    assert "securities_duty" not in {purpose.id for purpose in notice_of("praxis", DE).purposes}


def test_a_way_is_told_only_where_it_is_one(adopt) -> None:
    policy = shipped_policy("P")
    told = notice_of("praxis", DE)
    assert (told.receipts, told.by_call) == (True, True)
    adopt(replace(policy, alternatives=(Alternative("web_form"), Alternative("callback"))), 1)
    assert notice_of("praxis", DE).writes
    adopt(replace(policy, alternatives=(Alternative("callback"),)), 2)
    assert not notice_of("praxis", DE).writes
    silent = tuple(text for text in policy.texts if text.id != "rights.menu.keypad")
    adopt(replace(policy, texts=silent), 3)
    assert (notice_of("praxis", DE).receipts, notice_of("praxis", DE).by_call) == (True, False)
    off = tuple(
        replace(row, availability=Availability.AVAILABLE) if row.id == "receipt" else row
        for row in policy.purposes
    )
    adopt(replace(policy, purposes=off), 4)
    assert (notice_of("praxis", DE).receipts, notice_of("praxis", DE).by_call) == (False, False)


@pytest.mark.rule("R02")
def test_a_changed_period_changes_the_page(adopt, line) -> None:
    policy = shipped_policy("P")
    adopt(
        replace(policy, rules=tuple(replace(rule, cap="P30D") for rule in policy.rules)).with_period(
            "recording_matter", "P30D"
        ),
        1,
    )
    assert notice_of("praxis", DE).recording == "30\u00a0Tage"
    adopt(policy.with_period("recording_matter", "P7D"), 2)
    told = notice_of("praxis", DE)
    assert told.recording == "7\u00a0Tage"
    (recording,) = next(p for p in told.purposes if p.id == "record_matter").kinds
    assert recording.period == "7\u00a0Tage nach der Aufnahme"
    assert "höchstens sieben Tage" in next(p for p in told.asked if p.id == "record_matter").question


def test_a_line_that_records_nothing_tells_of_no_recording(adopt, tenant, line, now) -> None:
    def never(card):
        return replace(card, choices=LineChoices(opening=Opening.NEVER))

    change_line(tenant, line, never, "test", now)
    told = notice_of("praxis", DE)
    assert told.recording == ""
    assert told.asked == ()


@pytest.mark.parametrize("user_part", ["nobody", "", "praxis "])
def test_an_unknown_line_has_no_page(adopt, user_part: str) -> None:
    with pytest.raises(UnknownTenantError):
        notice_of(user_part, DE)


@pytest.mark.usefixtures("scope")
def test_a_line_that_does_not_answer_has_no_page(adopt) -> None:
    Line.objects.update(active=False)
    with pytest.raises(UnknownTenantError):
        notice_of("praxis", DE)


def test_a_purpose_that_is_switched_on_is_told_with_the_words_it_is_asked_in(
    adopt, tenant, line, now
) -> None:
    shipped = shipped_policy("O")
    purposes = tuple(
        replace(row, availability=Availability.ACTIVE) if row.id == "quality" else row
        for row in shipped.purposes
    )
    adopt(replace(shipped, purposes=purposes), 1)
    quality = next(told for told in notice_of("praxis", DE).asked if told.id == "quality")
    assert "zur Qualitätsprüfung" in quality.question
    assert "höchstens dreißig Tage" in quality.question

    def never(card):
        return replace(card, choices=LineChoices(opening=Opening.NEVER))

    change_line(tenant, line, never, "test", now)
    assert notice_of("praxis", DE).asked == ()
