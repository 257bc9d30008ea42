"""The log that is measured holds, and one that does not is no figure."""

from __future__ import annotations

import pytest

from rufschutz.bench import proving
from rufschutz.bench.errors import BenchError
from rufschutz.domain.audit.verify import verify_log


@pytest.mark.parametrize("entries", [1, 300])
def test_the_log_is_one_that_strangers_accept(tmp_path, entries):
    key = proving.make_log(tmp_path, entries)
    assert verify_log(lambda path: (tmp_path / path).read_bytes(), key) == []


def test_a_stranger_checks_it_in_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(proving, "RUNS", 1)
    result = proving.measure(300)
    assert result.entries == 300
    assert result.figures()[0].limit == proving.SECONDS


def test_a_log_that_does_not_hold_is_no_figure(tmp_path, monkeypatch):
    whole = proving.make_log

    def altered(directory, entries):
        key = whole(directory, entries)
        (directory / "checkpoint").write_text("nothing", "utf-8")
        return key

    monkeypatch.setattr(proving, "make_log", altered)
    with pytest.raises(BenchError, match="does not hold"):
        proving.measure(3)
