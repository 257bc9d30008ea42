"""A restore takes its steps in order, marks each, and goes on with the one at which it died."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.core.backup import mark
from rufschutz.core.backup.actions import restoring


@pytest.mark.rule("R66")
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("death", range(8))
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
    assert taken == list(range(8))
    assert not path.exists()


@pytest.mark.rule("R66")
def test_the_dead_die_again_before_plans_are_published():
    names = [step.__name__ for _, step in restoring.STEPS]
    assert names.index("_tombstones") < names.index("_gap") < names.index("_plans")
    assert names[:2] == ["_database", "_keys"]
