"""The file of tombstones on disk: whole lines, copies that follow, and none that is overwritten blindly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.backup.errors import TombstonesBehindError
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.tombstones import START, ForeignTombstonesError, Stone, What
from rufschutz.handover import durable


def stone(at: int) -> Stone:
    return Stone(TenantId("a" * 32), Millis(at), What.KEYS, (f"{at:032x}",))


@pytest.fixture
def file(tmp_path):
    (tmp_path / "copies").mkdir()
    return TombstoneFile(tmp_path / "own" / "tombstones.log", "1" * 32, b"k" * 32, (tmp_path / "copies",))


def stones(file):
    return [found for _, found in file.read() if found is not None]


def test_lines_are_appended_and_read_back(file):
    with file.held():
        assert file.place() == START
        file.append([stone(1), stone(2)])
        place = file.append([stone(3)])
        assert file.place() == place
    assert stones(file) == [stone(1), stone(2), stone(3)]


@pytest.mark.rule("R66")
def test_another_key_goes_on_with_the_file_and_the_one_before_reads_on(file):
    with file.held():
        place = file.append([stone(1), stone(2)])
        later = replace(file, key=b"n" * 32)
        latest = replace(file, key=b"o" * 32)
        file.hand_over(later.key)
        once = file.path.read_bytes()
        file.hand_over(later.key)
        assert file.path.read_bytes() == once
        later.hand_over(latest.key)
        assert latest.place() == place
        file.append([stone(3)])
        latest.append([stone(4)])
        latest.drop(Millis(2))
        latest.copy_out()
    for each in (file, later, latest):
        assert stones(each) == [stone(number) for number in (2, 3, 4)]
    with pytest.raises(ForeignTombstonesError):
        stones(replace(file, key=b"x" * 32))


def test_a_death_while_it_is_handed_over_leaves_the_file_as_it_was(file, monkeypatch):
    with file.held():
        file.append([stone(1)])
        for step in ("create", "sync_directory"):
            with monkeypatch.context() as patch:
                patch.setattr(durable, step, full)
                with pytest.raises(OSError, match="full"):
                    file.hand_over(b"n" * 32)
            assert stones(file) == [stone(1)]
        assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


def full(*_: object) -> None:
    raise OSError("full")


@pytest.mark.rule("R66")
def test_a_death_anywhere_in_a_line_costs_that_line_alone(file):
    with file.held():
        file.append([stone(1)])
        whole = file.path.stat().st_size
        file.append([stone(2)])
        full = file.path.read_bytes()
        for size in range(whole, len(full)):
            file.path.write_bytes(full[:size])
            file.append([stone(3)])
            assert stones(file) == [stone(1), stone(3)]


def test_copies_follow_and_one_that_knows_more_is_kept(file):
    with file.held():
        file.append([stone(1)])
        assert file.copy_out() == ()
        before = file.path.read_bytes()
        file.append([stone(2)])
        file.copy_out()
        copy = next(file.copies[0].iterdir())
        assert copy.read_bytes() == file.path.read_bytes()
        file.path.write_bytes(before)
        with pytest.raises(TombstonesBehindError):
            file.copy_out()
        assert len(copy.read_bytes()) > len(before)


@pytest.mark.rule("R66")
def test_a_copy_that_went_another_way_is_never_overwritten(file):
    with file.held():
        file.append([stone(1)])
        short = file.path.read_bytes()
        file.append([stone(2), stone(3)])
        file.copy_out()
        copy = next(file.copies[0].iterdir())
        longer = copy.read_bytes()
        file.path.write_bytes(short)
        file.append([stone(at) for at in range(4, 20)])
        for size in (len(longer), len(longer) - 5):
            copy.write_bytes(longer[:size])
            with pytest.raises(TombstonesBehindError):
                file.copy_out()
            assert copy.read_bytes() == longer[:size]
            assert file.behind() == (copy,)


def test_a_copy_whose_end_the_file_has_or_had_once_is_written_anew(file):
    with file.held():
        file.append([stone(at) for at in (1, 2, 30)])
        file.copy_out()
        copy = next(file.copies[0].iterdir())
        old = copy.read_bytes()
        file.drop(Millis(2))
        assert file.behind() == ()
        file.copy_out()
        file.drop(Millis(100))
        file.append([stone(40)])
        for broken in (old, b"no tombstones\n", b"half a li"):
            copy.write_bytes(broken)
            file.copy_out()
            assert copy.read_bytes() == file.path.read_bytes()


def test_a_directory_that_is_away_is_named_and_stops_nothing(file, tmp_path):
    away = TombstoneFile(file.path, file.installation, file.key, (tmp_path / "away", *file.copies))
    with away.held():
        away.append([stone(1)])
        assert away.copy_out() == (tmp_path / "away",)
    assert len(list(file.copies[0].iterdir())) == 1


def test_old_lines_are_dropped_and_the_chain_goes_on(file):
    with file.held():
        file.append([stone(at) for at in (1, 2, 30, 3)])
        assert file.drop(Millis(10)) == 2
        assert file.drop(Millis(10)) == 0
        file.append([stone(40)])
    assert stones(file) == [stone(30), stone(3), stone(40)]
