from __future__ import annotations

from rufschutz.adapters.metrics import MetricsChoice


def test_each_process_has_its_port():
    choice = MetricsChoice()
    assert [choice.port(name) for name in ("voice", "worker", "web")] == [9420, 9421, 9422]


def test_no_ports_switch_it_off():
    assert MetricsChoice(ports=()).port("voice") is None
    assert MetricsChoice(ports=(0,)).port("voice") == 0
    assert MetricsChoice(ports=(0,)).port("web") is None
