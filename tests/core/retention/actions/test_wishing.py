"""The officer's request to stop: answered by a manager, executed by nobody else, alarmed when it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.accounts.models import User
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.retention.actions import run, stop, stopped
from rufschutz.core.retention.actions.wishing import (
    forget_wishes,
    grant_stop,
    refuse_stop,
    request_stop,
    take_stop_back,
)
from rufschutz.core.retention.models import StopWish
from rufschutz.core.retention.stops import waiting_wish, wishes
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Role
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.stop import StopError
from rufschutz.domain.retention.stopwish import Answer, NoWishError, OfficerAnswersError, WishError

WHY = "Aufnahmen ohne Einwilligung"


def later(office, days) -> Millis:
    return Millis(office.now + int(days * DAY))


def told() -> list[str]:
    events = OutboxEntry.objects.order_by("id").values_list("event", flat=True)
    return [event for event in events if event.startswith(("retention:stop", "retention:run"))]


@pytest.mark.rule("R84")
@pytest.mark.usefixtures("scope")
def test_asking_stops_nothing_and_a_managers_answer_does(office, first, dpo):
    office.recorded()
    due = later(office, 8)
    name = request_stop(dpo, WHY, 3, due)
    assert stopped(office.tenant, due) is None
    assert waiting_wish(office.tenant).reason == WHY
    assert grant_stop(first, name, due) == due + 3 * DAY
    assert run([office.tenant], office.place, due).stopped == 1
    assert stopped(office.tenant, due).by == first.person
    assert waiting_wish(office.tenant) is None
    assert told() == ["retention:stop:requested", "retention:run:stopped", "retention:stop:answered"]


@pytest.mark.rule("R84")
@pytest.mark.usefixtures("scope")
def test_silence_stops_nothing_however_long(office, first, dpo):
    office.recorded()
    request_stop(dpo, WHY, 3, later(office, 1))
    assert run([office.tenant], office.place, later(office, 8)).total == 1
    assert waiting_wish(office.tenant).late(later(office, 8))


@pytest.mark.usefixtures("scope")
def test_a_refusal_is_kept_with_its_reason_and_who_gave_it(office, first, dpo):
    name = request_stop(dpo, WHY, 3, office.now)
    refuse_stop(first, name, "Ist geprüft", later(office, 2))
    (card,) = wishes(dpo, office.now)
    assert (card.wish.answer, card.wish.words) == (Answer.REFUSED, "Ist geprüft")
    assert (card.officer_name, card.answered_by_name) == ("officer", "first")
    assert card.wish.answered_late()
    assert stopped(office.tenant, office.now) is None
    with pytest.raises(NoWishError):
        grant_stop(first, name, office.now)
    request_stop(dpo, WHY, 1, later(office, 3))


@pytest.mark.rule("R84")
@pytest.mark.usefixtures("scope")
def test_an_owner_who_is_the_officer_as_well_answers_nothing(office, first, dpo):
    name = request_stop(dpo, WHY, 3, office.now)
    grant_role(
        office.tenant, User.objects.get(person_id=first.person), Held.DATA_PROTECTION_OFFICER, "x", office.now
    )
    with pytest.raises(OfficerAnswersError):
        grant_stop(first, name, office.now)
    with pytest.raises(OfficerAnswersError):
        refuse_stop(first, name, "Nein", office.now)


@pytest.mark.rule("R84")
@pytest.mark.usefixtures("scope")
def test_the_officer_answers_under_no_other_account(office, first, dpo):
    user = create_user("officer+leitung@example.org", "another name", office.now)
    grant_role(office.tenant, user, Held.OWNER, "test", office.now)
    other = replace(first, person=PersonId(user.person_id))
    name = request_stop(dpo, WHY, 3, office.now)
    with pytest.raises(OfficerAnswersError):
        grant_stop(other, name, office.now)
    grant_stop(first, name, office.now)


@pytest.mark.rule("R84")
@pytest.mark.usefixtures("scope")
def test_who_asks_and_who_answers(office, first, dpo):
    name = request_stop(dpo, WHY, 3, office.now)
    for role in set(Role) - {Role.OWNER, Role.SUPERVISOR}:
        until = later(office, 1) if role is Role.AUDITOR else None
        with pytest.raises(AccessDenied):
            grant_stop(replace(first, role=role, until=until), name, office.now)
        with pytest.raises(AccessDenied):
            refuse_stop(replace(first, role=role, until=until), name, "Nein", office.now)
    for role in set(Role) - {Role.DATA_PROTECTION_OFFICER}:
        until = later(office, 1) if role is Role.AUDITOR else None
        with pytest.raises(AccessDenied):
            request_stop(replace(first, role=role, until=until), WHY, 1, office.now)
    grant_stop(replace(first, role=Role.SUPERVISOR), name, office.now)


@pytest.mark.usefixtures("scope")
def test_one_request_at_a_time_and_only_its_maker_takes_it_back(office, first, dpo):
    name = request_stop(dpo, WHY, 3, office.now)
    with pytest.raises(WishError, match="already"):
        request_stop(dpo, WHY, 3, office.now)
    with pytest.raises(WishError, match="who asked"):
        take_stop_back(replace(dpo, person=first.person), name, office.now)
    take_stop_back(dpo, name, office.now)
    assert waiting_wish(office.tenant) is None


@pytest.mark.usefixtures("scope")
def test_where_runs_stand_still_already_a_grant_adds_nothing(office, first, dpo):
    stop(first, "Frist falsch", later(office, 1), office.now)
    name = request_stop(dpo, WHY, 7, office.now)
    assert grant_stop(first, name, office.now) == later(office, 1)
    assert told().count("retention:run:stopped") == 1


@pytest.mark.usefixtures("scope")
def test_where_a_run_has_to_come_first_the_request_stays_open(office, first, dpo):
    stop(first, "Frist falsch", later(office, 1), office.now)
    name = request_stop(dpo, WHY, 7, office.now)
    with pytest.raises(StopError, match="next run comes first"):
        grant_stop(first, name, later(office, 1))
    assert waiting_wish(office.tenant) is not None


@pytest.mark.usefixtures("scope")
def test_an_answer_goes_with_the_decisions_and_an_open_request_never(office, first, dpo):
    done = request_stop(dpo, WHY, 3, office.now)
    refuse_stop(first, done, "Nein", office.now)
    request_stop(dpo, WHY, 3, office.now)
    forget_wishes(office.tenant, later(office, 900))
    assert StopWish.objects.count() == 2
    forget_wishes(office.tenant, later(office, 6 * 366))
    assert [row.answer for row in StopWish.objects.all()] == [""]


def test_another_tenants_request_is_not_there(office, first, dpo, other_tenant):
    name = request_stop(dpo, WHY, 3, office.now)
    with pytest.raises(NoWishError):
        grant_stop(replace(first, tenant=other_tenant), name, office.now)
    assert waiting_wish(other_tenant) is None


class Killed(BaseException):
    """The process died here."""


@pytest.mark.parametrize("step", ["begin_stop", "_keep", "record"])
def test_a_death_between_any_two_steps_leaves_the_request_open_and_runs_going(
    office, first, dpo, monkeypatch, step
):
    name = request_stop(dpo, WHY, 3, office.now)

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"rufschutz.core.retention.actions.wishing.{step}", die)
        with pytest.raises(Killed):
            grant_stop(first, name, office.now)
    assert stopped(office.tenant, office.now) is None
    assert waiting_wish(office.tenant) is not None
    grant_stop(first, name, office.now)
    with tenant_scope(office.tenant):
        assert StopWish.objects.get().answer == Answer.GRANTED
