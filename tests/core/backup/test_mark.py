"""While a restore is not over nothing else starts, and only the same restore goes on."""

from __future__ import annotations

import pytest

from rufschutz.core.backup import mark
from rufschutz.core.backup.errors import NotEmptyHereError, RestoringError


@pytest.mark.rule("R66")
def test_nothing_starts_before_the_mark_is_gone(tmp_path):
    path = tmp_path / "data" / "restoring"
    mark.begin(path, "data-1", "keys-1")
    with pytest.raises(RestoringError, match="nothing may be served"):
        mark.require_restored(path)
    path.unlink()
    mark.require_restored(path)


def test_a_killed_restore_goes_on_with_its_next_step(tmp_path):
    path = tmp_path / "restoring"
    assert mark.begin(path, "data-1", "keys-1").step().step().done == 2
    assert mark.begin(path, "data-1", "keys-1").done == 2
    with pytest.raises(RestoringError, match="another backup"):
        mark.begin(path, "data-2", "keys-1")


def test_only_an_empty_directory_takes_a_restore_but_for_what_was_left_behind(tmp_path):
    (tmp_path / "spool").mkdir()
    (tmp_path / "db").write_text("")
    with pytest.raises(NotEmptyHereError, match="db"):
        mark.begin(tmp_path / "restoring", "data-1", "keys-1")
    (tmp_path / "db").unlink()
    assert mark.begin(tmp_path / "restoring", "data-1", "keys-1").done == 0


def test_of_two_restores_at_once_the_second_is_refused(tmp_path):
    place = tmp_path / "data"
    with mark.alone(place), pytest.raises(RestoringError, match="another process"), mark.alone(place):
        pytest.fail("two restore at once")
    with mark.alone(place):
        assert place.is_dir()
