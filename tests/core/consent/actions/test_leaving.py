"""In a strict profile the whole ledger leaves by two persons' word, once, and the log names the proposal."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.approvals.actions import approve
from rufschutz.core.approvals.errors import NoLeaveError
from rufschutz.core.approvals.requests import request
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent.actions.leaving import ask_export
from rufschutz.core.consent.export import Form, export
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval import errors
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis


@pytest.fixture
def people(office):
    made = []
    for name in ("first", "second"):
        user = create_user(f"{name}@example.org", name, office.now)
        grant_role(office.tenant, user, Held.OWNER, "test", office.now)
        made.append(Actor(PersonId(user.person_id), office.tenant, Role.OWNER, second_factor=True))
    adopt_policy(office.tenant, shipped_policy("C"), made[0].person, office.now)
    return made


def left(actor, now) -> str:
    return "".join(export(actor, Form.CSV, now, Because.AUTHORITY))


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_it_leaves_after_a_second_word_once_and_with_as_many_entries_as_were_shown(office, people):
    first, second = people
    office.recorded("1")
    office.recorded("2")
    with pytest.raises(NoLeaveError):
        left(first, office.now)
    name = ask_export(first, "Für die Behörde", office.now)
    card = request(second, name, office.now)
    with pytest.raises(errors.SamePersonError):
        approve(first, name, card.sha256, office.now, office.now, card.count)
    approve(second, name, card.sha256, office.now, office.now, card.count)
    text = left(first, Millis(office.now + DAY - 1))
    assert text.splitlines()[-1].startswith(f"#end,{card.count},")
    assert card.count > 0
    entries = OutboxEntry.objects.filter(event="console:ledger:exported").values_list("payload", flat=True)
    assert [name in entry for entry in entries] == [True, True]
    with pytest.raises(NoLeaveError):
        left(first, office.now)


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_what_grew_since_it_was_shown_is_shown_again_before_it_is_approved(office, people):
    first, second = people
    office.recorded("1")
    name = ask_export(first, "Für die Behörde", office.now)
    seen = request(second, name, office.now)
    office.recorded("2")
    with pytest.raises(errors.ChangedError):
        approve(second, name, seen.sha256, office.now, office.now, seen.count)
    again = request(second, name, office.now)
    assert again.count > seen.count
    approve(second, name, again.sha256, office.now, office.now, again.count)
    assert request(second, name, office.now).count == again.count


def test_who_may_not_export_does_not_ask(office, people):
    agent = Actor(people[0].person, office.tenant, Role.AGENT, second_factor=True)
    with pytest.raises(AccessDenied):
        ask_export(agent, "Neugier", office.now)
