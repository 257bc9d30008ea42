from __future__ import annotations

import pytest

from rufschutz.bench import memory


class Idle:
    def __enter__(self):
        self.shown = False
        return self

    def __exit__(self, *_):
        return None

    def show_a_page(self):
        self.shown = True

    def processes(self):
        assert self.shown
        return (("voice", 1), ("web", 2))


def test_each_process_is_weighed_after_a_first_page(monkeypatch):
    monkeypatch.setattr(memory, "Service", Idle)
    monkeypatch.setattr(memory, "pss", lambda pid: pid * 3_000_000)
    assert memory.measure(settle=0.0) == (
        memory.MemoryResult("voice", 3.0),
        memory.MemoryResult("web", 6.0),
    )


@pytest.mark.system
@pytest.mark.long
def test_an_idle_service_is_weighed_process_by_process():
    results = memory.measure(settle=0.0)
    assert [each.process for each in results] == ["supervisor", "voice", "worker", "web"]
    assert all(each.megabytes > 5 for each in results)
