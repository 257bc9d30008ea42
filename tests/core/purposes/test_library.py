"""Texts have an owner and a day by which somebody reads them again; a day that is over is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rufschutz.core.accounts.actions import create_user
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.purposes.actions import adopt_policy, publish
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.library import overdue, overdue_count, texts
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.domain.access.request import Role
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis


@pytest.fixture
def person(db, now) -> PersonId:
    return PersonId(create_user("inhaber@example.org", "Inhaberin", now).person_id)


@pytest.fixture
def adopted(tenant, policy, person, now) -> str:
    return adopt_policy(tenant, policy, person, now)


def row(owner, now, name: str, *more):
    return next(row for row in texts(owner, now, *more) if row.id == name)


@pytest.mark.rule("R08")
def test_without_a_word_who_adopted_it_reads_it_again_within_a_year(owner, adopted, now) -> None:
    found = row(owner, now, "answer.yes")
    assert (found.owner, found.review_by, found.overdue) == ("Inhaberin", dt.date(2027, 9, 21), False)
    assert overdue(owner.tenant, Millis(now + 365 * DAY)) == ()
    late = overdue(owner.tenant, Millis(now + 366 * DAY))
    assert {each.owner for each in late} == {"Inhaberin"}
    assert overdue_count(owner.tenant, Millis(now + 366 * DAY)) == len(late)


def test_a_tenant_without_a_policy_has_nothing_to_read(tenant, now) -> None:
    assert overdue_count(tenant, now) == 0


@pytest.mark.rule("R08")
def test_a_day_of_its_own_counts_and_the_day_itself_is_not_yet_late(
    owner, adopted, policy, person, now
) -> None:
    text = replace(policy.text("answer.yes"), owner="Praxisleitung", review_by="2026-10-01")
    enact(owner.tenant, policy.with_text(text), person, now)
    day = Millis(int(dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC).timestamp() * 1000))
    assert not row(owner, day, "answer.yes").overdue
    [late] = overdue(owner.tenant, Millis(day + DAY))
    assert (late.text, late.owner, late.review_by) == ("answer.yes", "Praxisleitung", dt.date(2026, 10, 1))
    assert row(owner, Millis(day + DAY), "answer.yes").overdue


def test_words_that_stay_keep_their_day_when_others_change(owner, adopted, policy, person, now) -> None:
    later = Millis(now + 100 * DAY)
    text = policy.text("goodbye.noted")
    enact(owner.tenant, policy.with_text(replace(text, words=text.words | {"de": "Danke."})), person, later)
    assert row(owner, later, "answer.yes").adopted_at == now
    assert row(owner, later, "goodbye.noted").adopted_at == later


def test_the_seconds_and_sounds_are_those_of_the_plan_in_force(
    keys, owner, adopted, line, shelves, now
) -> None:
    publish(keys, owner.tenant, line_card(owner.tenant, line), shelves, now)
    [german, _] = row(owner, now, "opening.keypad.ask_first", line, shelves.plans).spoken
    assert german.words.startswith("Praxis Beispiel, hier spricht ein Computer")
    assert 5_000 < german.length <= german.most == 15_000
    assert all((shelves.clips / f"{name}.alaw").exists() for name in german.clips)
    [bare, _] = row(owner, now, "opening.keypad.ask_first").spoken
    assert (bare.length, bare.clips, "{controller_short}" in bare.words) == (0, (), True)


def test_a_plan_that_is_not_there_costs_the_sounds_alone(owner, adopted, line, shelves, now) -> None:
    [german, _] = row(owner, now, "answer.yes", line, shelves.plans).spoken
    assert german.length == 0


def test_who_may_not_see_the_policy_does_not(owner, adopted, now) -> None:
    with pytest.raises(AccessDenied):
        texts(replace(owner, role=Role.AGENT), now)
