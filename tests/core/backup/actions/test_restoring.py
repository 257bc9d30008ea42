"""A restore takes its steps in order, marks each, and goes on with the one at which it died."""

from __future__ import annotations

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

from rufschutz.core.backup import mark
from rufschutz.core.backup.actions import restoring
from rufschutz.core.backup.actions.restoring import require_newest
from rufschutz.core.backup.errors import RestoringError, TombstonesOlderError
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.lost import LogForkError
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.models import Incident
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.tombstones import Stone, What


@pytest.mark.rule("R66")
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("death", range(len(restoring.STEPS)))
def test_a_death_at_any_step_is_made_good_by_the_next_run(tmp_path, monkeypatch, death, fault):
    taken, alive = [], []

    def step(number):
        def taking(_):
            if number == death and not alive:
                alive.append(True)
                raise fault
            taken.append(number)

        return taking

    steps = tuple((f"step {number}", step(number)) for number in range(len(restoring.STEPS)))
    monkeypatch.setattr(restoring, "STEPS", steps)
    task = SimpleNamespace(tell=lambda _: None)
    path = tmp_path / "restoring"
    with pytest.raises(type(fault)):
        restoring.go_on(task, mark.begin(path, "d", "k"))
    assert path.exists()
    restoring.go_on(task, mark.begin(path, "d", "k"))
    assert taken == list(range(len(steps)))
    assert not path.exists()


@pytest.mark.rule("R66")
def test_tombstones_of_which_a_copy_knows_more_are_refused(tmp_path):
    stone = Stone(TenantId("1" * 32), Millis(1), What.KEYS, ("f" * 32,))
    lines = TombstoneFile(tmp_path / "lines" / "tombstones.log", "1" * 32, b"k" * 32, (tmp_path / "other",))
    lines.copies[0].mkdir()
    with lines.held():
        lines.append([stone])
        early = lines.path.read_bytes()
        lines.append([stone])
        lines.copy_out()
    place = SimpleNamespace(tombstone_copies=(tmp_path / "away", *lines.copies))
    require_newest(lines, place)
    lines.path.write_bytes(early + b"half a line")
    with pytest.raises(TombstonesOlderError, match="tombstones-1"):
        require_newest(lines, place)
    require_newest(replace(lines, path=lines.copy(lines.copies[0])), place)


@pytest.mark.rule("R66")
def test_the_dead_die_again_before_plans_are_published():
    names = [step.__name__ for _, step in restoring.STEPS]
    assert names.index("_tombstones") < names.index("_gap") < names.index("_plans")
    assert names[:2] == ["_database", "_keys"]


@pytest.mark.rule("R66")
@pytest.mark.django_db
def test_a_log_that_was_rewritten_stops_it_before_anything_is_done_again(tmp_path, monkeypatch):
    def forks(_):
        raise LogForkError("it does not lead there")

    taken = []
    steps = [
        (name, step if step is restoring._log else lambda _, name=name: taken.append(name))
        for name, step in restoring.STEPS
    ]
    monkeypatch.setattr(restoring, "STEPS", tuple(steps))
    monkeypatch.setattr(restoring, "lost", forks)
    path = tmp_path / "restoring"
    task = SimpleNamespace(tell=lambda _: None, chosen=None)
    for _ in range(2):
        with pytest.raises(LogForkError):
            restoring.go_on(task, mark.begin(path, "d", "k"))
    assert taken == ["loading the database", "loading the keys", "bringing the tables to this version"]
    with pytest.raises(RestoringError):
        mark.require_restored(path)


def test_the_log_of_a_restored_record_counts_as_not_published_and_its_missing_files_are_no_incident(
    office, monkeypatch
):
    office.recorded()
    office.sequence()
    shutil.rmtree(office.log)
    monkeypatch.setattr(restoring, "lost", lambda _: {})
    restoring._log(SimpleNamespace(chosen=None))
    office.sequence()
    with tenant_scope(office.tenant):
        assert Incident.objects.count() == 0
    assert (office.log / office.tenant / "checkpoint").exists()
