from __future__ import annotations

import pytest

from rufschutz.bench import calling
from rufschutz.bench.errors import BenchError


def test_archives_are_counted_until_all_are_there(tmp_path, monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE", 0.0)
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "one").touch()
    assert calling._archived(tmp_path, 1) > 0
    with pytest.raises(BenchError, match="not archived"):
        calling._archived(tmp_path, 2)


@pytest.mark.system
@pytest.mark.long
def test_whole_calls_are_answered_and_archived():
    result = calling.measure(callers=1)
    assert 0 < result.answer_ms <= result.answer_worst_ms < 5_000
    assert result.length_s > 10
    assert dict(result.cpu_ms)["voice"] > 0
    assert dict(result.cpu_ms)["worker"] > 0
