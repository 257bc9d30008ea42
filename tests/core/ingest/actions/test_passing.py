"""A person passes over damage: what is whole behind it is taken over, what is lost is in the log."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.completeness.models import Incident
from rufschutz.core.ingest.actions import passing, spool
from rufschutz.core.ingest.actions.passing import (
    STAYS,
    NotStopped,
    damage_of,
    damages,
    discard_given_up,
    pass_over,
)
from rufschutz.core.ingest.models import AppliedFact, SpoolPosition
from rufschutz.core.ingest.queries import epochs_in_use, lag, waiting
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.spool import acknowledged

NAME = "voice-1-1.spool"

pytestmark = pytest.mark.usefixtures("scope")


def standing():
    return list(Incident.objects.filter(closed_at=None).values_list("kind", "subject"))


def two_calls(office):
    """Two calls of seven and three facts: lines 1 to 7 and 8 to 10 of one file."""
    caller = office.call().start().yes().record().speak().keep().ask_back()
    caller.end("yes_and_recorded")
    office.call("2").start().end("hung_up_in_notice")
    return office.voice.path


def damaged(path, change):
    lines = path.read_bytes().split(b"\n")
    change(lines)
    path.write_bytes(b"\n".join(lines))


def spoilt(number):
    def change(lines):
        lines[number] = lines[number][:-2] + (b"00" if lines[number][-2:] != b"00" else b"11")

    return change


def merged(number):
    def change(lines):
        lines[number : number + 2] = [lines[number] + b"\x1a" + lines[number + 1]]

    return change


def split(number):
    def change(lines):
        lines[number : number + 1] = [lines[number][:40], lines[number][40:]]

    return change


@pytest.mark.parametrize(
    ("change", "last", "lost", "shift"),
    [(spoilt(6), 6, 1, 0), (merged(5), 5, 2, 1), (split(6), 7, 1, -1)],
    ids=["one line", "two lines in one", "one line in two"],
)
@pytest.mark.rule("R17")
def test_everything_whole_behind_the_damage_is_taken_over(office, owner, change, last, lost, shift):
    damaged(two_calls(office), change)
    taker = spool.SpoolTaker(office.desk)
    taker.take(office.now)
    (damage,) = damages(office.desk)
    assert (damage.last, damage.shift, damage.readable) == (last, shift, False)
    done = pass_over(NAME, damage.line, owner.person, office.desk, office.now)
    assert done == damage
    taken = taker.take(office.now)
    assert taken.stopped == ()
    assert AppliedFact.objects.count() == 10 - lost
    incident = OutboxEntry.objects.get(event="ingest:fact:refused")
    assert incident.subject == NAME
    assert SpoolPosition.objects.get().damaged_line is None
    assert spool.SpoolTaker(office.desk).take(office.now).facts == 0


def test_a_head_that_is_gone_costs_the_file_and_only_the_file(office, owner):
    path = two_calls(office)
    damaged(path, lambda lines: lines.__setitem__(0, b"{}"))
    taker = spool.SpoolTaker(office.desk)
    taker.take(office.now)
    position = SpoolPosition.objects.get()
    with pytest.raises(NotStopped, match="still written"):
        damage_of(position, office.desk)
    office.voice.close()
    pass_over(NAME, 0, owner.person, office.desk, office.now)
    assert taker.take(office.now).stopped == ()
    assert AppliedFact.objects.count() == 0


def given_up(office, owner):
    """A file of a dead process whose head is gone, passed over."""
    path = two_calls(office)
    damaged(path, lambda lines: lines.__setitem__(0, b"{}"))
    office.voice.close()
    office.take()
    pass_over(NAME, 0, owner.person, office.desk, office.now)
    return path


def test_what_was_given_up_waits_for_nobody(office, owner):
    path = given_up(office, owner)
    assert lag(office.desk, Millis(office.now + DAY)) == 0
    assert [(file.taken, file.waiting) for file in waiting(office.desk)] == [(10, 0)]
    assert acknowledged(path) == 10


def test_killed_behind_the_commit_the_worker_acknowledges(office, owner):
    path = given_up(office, owner)
    path.with_suffix(".ack").unlink()
    office.take()
    assert acknowledged(path) == 10


def test_what_was_given_up_is_deleted_after_a_week_and_frees_its_key(office, owner):
    path = given_up(office, owner)
    assert discard_given_up(office.desk, Millis(office.now + STAYS - 1)) == 0
    assert path.exists()
    assert discard_given_up(office.desk, Millis(office.now + STAYS)) == 1
    assert not path.exists()
    assert not path.with_suffix(".ack").exists()
    assert office.spool_key.epoch not in epochs_in_use(office.desk)


def test_a_file_with_a_readable_head_keeps_its_key_no_longer(office, owner):
    damaged(two_calls(office), spoilt(10))
    office.voice.close()
    office.take()
    pass_over(NAME, 10, owner.person, office.desk, office.now)
    assert lag(office.desk, Millis(office.now + DAY)) == 0
    assert office.spool_key.epoch in epochs_in_use(office.desk)
    discard_given_up(office.desk, Millis(office.now + STAYS))
    assert office.spool_key.epoch not in epochs_in_use(office.desk)


def test_what_goes_on_behind_its_damage_is_never_deleted_here(office, owner):
    path = two_calls(office)
    damaged(path, spoilt(6))
    office.voice.close()
    office.take()
    pass_over(NAME, 6, owner.person, office.desk, office.now)
    assert discard_given_up(office.desk, Millis(office.now + 2 * STAYS)) == 0
    assert path.exists()


def test_two_who_pass_over_it_at_once_come_one_after_the_other(office, owner, monkeypatch):
    locked = []
    real = QuerySet.select_for_update

    def seen(rows, *words, **more):
        locked.append(rows.model)
        return real(rows, *words, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", seen)
    given_up(office, owner)
    assert SpoolPosition in locked


def test_only_the_line_that_was_looked_at_is_passed_over(office, owner):
    path = two_calls(office)
    for name in (NAME, "nobody-1.spool", "nonsense"):
        with pytest.raises(NotStopped):
            pass_over(name, 6, owner.person, office.desk, office.now)
    damaged(path, spoilt(6))
    office.take()
    with pytest.raises(NotStopped, match="stands at line 6, not 5"):
        pass_over(NAME, 5, owner.person, office.desk, office.now)
    assert SpoolPosition.objects.get().damaged_line == 6


def test_killed_before_the_commit_the_file_still_stands_where_it_stood(office, owner, monkeypatch):
    damaged(two_calls(office), spoilt(6))
    office.take()

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(passing, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        pass_over(NAME, 6, owner.person, office.desk, office.now)
    assert SpoolPosition.objects.get().damaged_line == 6
    assert not OutboxEntry.objects.filter(event="ingest:fact:refused").exists()


@pytest.mark.rule("R48")
def test_to_pass_over_it_settles_the_difference_of_the_file_and_no_other(office, owner):
    damaged(two_calls(office), spoilt(6))
    taker = spool.SpoolTaker(office.desk)
    taker.take(office.now)
    check(office.tenant, office.desk, office.now)
    assert standing() == [("spool_stopped", NAME)]
    pass_over(NAME, 6, owner.person, office.desk, Millis(office.now + 1))
    assert standing() == []
    closed = Incident.objects.get()
    assert (closed.closed_by, closed.closed_at) == (owner.person, office.now + 1)
    check(office.tenant, office.desk, Millis(office.now + 2))
    assert standing() == []
