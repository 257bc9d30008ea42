"""What the check is told of a use and its consent, and which seals it opens."""

from __future__ import annotations

import pytest

from rufschutz.core.recordings import judging
from rufschutz.core.recordings.judging import Judge, Kept
from rufschutz.core.recordings.models import Recording, Use
from rufschutz.domain.consent.holding import Fault
from rufschutz.domain.moments import DAY, Millis


def batch():
    rows = {row.id: row for row in Recording.objects.all()}
    return [
        Kept(
            use.id,
            use.artefact,
            use.call,
            use.purpose,
            use.consent,
            use.promised_until,
            use.due_at,
            rows[use.artefact].started_at,
            rows[use.artefact].purpose,
        )
        for use in Use.objects.order_by("id")
    ]


def judge(office, at=0):
    rules = office.desk.rules(office.tenant)
    return Judge(office.tenant, office.desk.keys, rules, Millis(office.now + at))


@pytest.mark.usefixtures("scope")
def test_a_batch_in_which_everything_holds_is_silent(office):
    for name in "123":
        office.recorded(name)
    asked = judge(office)
    assert asked.judged(batch()) == []
    assert (asked.uses, asked.seals) == (3, 3)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R19")
def test_a_use_of_another_call_or_sound_from_before_the_yes_is_named(office):
    office.recorded()
    (kept,) = batch()
    assert judge(office).judged([kept._replace(call="f" * 32)]) == [
        (kept._replace(call="f" * 32), Fault.ANOTHER_CALL)
    ]
    assert judge(office).judged([kept._replace(started_at=1)])[0][1] is Fault.TOO_LATE


@pytest.mark.usefixtures("scope")
def test_where_there_are_many_a_share_of_the_seals_is_opened_another_one_each_day(office, monkeypatch):
    monkeypatch.setattr(judging, "SAMPLE", 2)
    for name in "1234":
        office.recorded(name)
    opened = []
    for day in range(2):
        asked = judge(office, day * DAY)
        monkeypatch.setattr(asked, "_tells", lambda _, event: opened.append(event.id) or True)
        asked.judged(batch())
        assert asked.seals == 2
    assert len(set(opened)) == 4
