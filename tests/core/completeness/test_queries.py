"""What the page of the store is told, and by whom it may be asked."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.completeness.actions import close
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.completeness.queries import checked_at, store, unsettled
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.completeness.tally import Fate
from rufschutz.domain.ids import PersonId

pytestmark = pytest.mark.usefixtures("scope")


def test_the_last_check_its_figures_and_what_is_open(office, owner):
    never = store(owner, SECURITY, office.now)
    assert (never.checked_at, never.open, checked_at(office.tenant)) == (None, (), None)
    caller = office.recorded()
    VaultWrap.objects.all().delete()
    check(office.tenant, office.desk, office.now)
    seen = store(owner, SECURITY, office.now)
    assert (seen.checked_at, seen.counts["found"], checked_at(office.tenant)) == (office.now, 1, office.now)
    assert (seen.total.born, seen.days[0].of(Fate.STORED)) == (1, 1)
    (one,) = seen.open
    assert (one.kind, one.subject, one.call) == (IncidentKind.ROW_WITHOUT_WRAP, caller.artefact, caller.id)
    assert unsettled(office.tenant) == {IncidentKind.ROW_WITHOUT_WRAP: 1}
    close(owner, one.id, "Der Schlüssel war versehentlich gelöscht.", office.now)
    seen = store(owner, SECURITY, office.now)
    assert (seen.open, [each.id for each in seen.settled]) == ((), [one.id])
    assert unsettled(office.tenant) == {}


def test_how_many_archives_are_known_to_be_whole(office, owner):
    for name in "123":
        office.recorded(name)
    first, second, _ = Recording.objects.order_by("id")
    Recording.objects.filter(id=first.id).update(intact=False)
    Recording.objects.filter(id=second.id).update(intact=None, checked_at=None)
    whole = store(owner, SECURITY, office.now).whole
    assert (whole.intact, whole.altered, whole.unknown, whole.oldest) == (1, 1, 1, office.now)


def test_who_may_not_check_the_store_does_not_see_it(tenant, now):
    with pytest.raises(AccessDenied):
        store(Actor(PersonId("7" * 32), tenant, Role.AGENT, second_factor=True), SECURITY, now)
