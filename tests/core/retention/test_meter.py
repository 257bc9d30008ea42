"""How far a run is: counted by the batch, told at most once a second."""

from __future__ import annotations

from rufschutz.core.retention.meter import Meter, StatusFile
from rufschutz.domain.moments import Millis
from rufschutz.handover import sweeping


def test_what_becomes_due_meanwhile_makes_the_whole_greater():
    told = []
    meter = Meter(3, lambda done, total: told.append((done, total)))
    for count in (2, 1, 4):
        meter.add(count)
    assert told == [(2, 3), (3, 3), (7, 7)]


def test_the_file_is_written_once_a_second_and_at_the_end(tmp_path):
    moments = iter([0, 100, 500, 1200, 1300])
    status = StatusFile(tmp_path, lambda: Millis(next(moments)))
    status.tell(1, 10)
    status.tell(2, 10)
    assert sweeping.read(tmp_path).done == 1
    status.tell(3, 10)
    assert sweeping.read(tmp_path).done == 3
    status.end(10)
    assert sweeping.read(tmp_path).over


def test_a_directory_that_takes_no_file_holds_up_no_run(tmp_path, caplog):
    StatusFile(tmp_path / "away", lambda: Millis(0)).tell(1, 2)
    assert "cannot be told" in caplog.text
