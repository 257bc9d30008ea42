"""A birth is written with the fact that tells of it, once, and names no call."""

from __future__ import annotations

import pytest

from rufschutz.core.completeness.models import Birth
from rufschutz.domain.completeness.tally import day_of

pytestmark = pytest.mark.usefixtures("scope")


@pytest.mark.rule("R48")
def test_what_began_is_written_down_with_its_day_and_outlives_the_call(office):
    caller = office.recorded()
    row = Birth.objects.get()
    assert (row.id, row.day) == (caller.artefact, day_of(office.now))
    office.take()
    assert Birth.objects.count() == 1
