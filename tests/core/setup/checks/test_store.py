"""An open incident is an error of the round, and so is nobody looking."""

from __future__ import annotations

import pytest

from rufschutz.core.completeness.actions import no_longer
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.setup.checks.store import LATE, findings
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.moments import Millis

pytestmark = pytest.mark.usefixtures("scope")


@pytest.mark.rule("R48")
def test_an_open_difference_and_a_check_long_ago_are_found(office):
    assert list(findings(office.now)) == []
    office.recorded()
    check(office.tenant, office.desk, office.now)
    assert list(findings(Millis(office.now + LATE))) == []
    assert [each.name for each in findings(Millis(office.now + LATE + 1))] == ["store_unchecked"]
    VaultWrap.objects.all().delete()
    check(office.tenant, office.desk, Millis(office.now + 1))
    (found,) = findings(office.now)
    assert (found.level, found.name) == ("error", "incident")
    assert "1 open" in found.what


def test_one_that_is_gone_waits_for_a_word_and_is_no_fault(office):
    office.recorded()
    VaultWrap.objects.all().delete()
    check(office.tenant, office.desk, office.now)
    no_longer(office.tenant, IncidentKind, Millis(office.now + 1), Millis(office.now + 1))
    (found,) = findings(office.now)
    assert (found.level, found.name) == ("warning", "incident_unsettled")
