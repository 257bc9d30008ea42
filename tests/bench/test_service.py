from __future__ import annotations

import pytest

from rufschutz.bench import service
from rufschutz.bench.errors import BenchError
from rufschutz.bench.service import Service


def test_an_installation_that_cannot_be_made_is_said_so_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(service, "_PRACTICE", (("--nothing", "known"),))
    made = Service()
    with pytest.raises(BenchError, match="No such option"), made:
        pass
    assert not made.data.parent.exists()
    assert made.processes() == ()


@pytest.mark.system
def test_a_service_stands_with_all_its_processes_and_ends_with_its_block():
    with Service() as made:
        assert [name for name, _ in made.processes()] == ["supervisor", "voice", "worker", "web"]
        made.show_a_page()
        assert made.target.startswith("sip:praxis@127.0.0.1:")
    assert not made.data.exists()
