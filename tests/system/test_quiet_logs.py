"""What the processes of a whole call write into their logs: nothing that could tell who called."""

from __future__ import annotations

import json
import urllib.request

import pytest

from rufschutz.voice.caller.phone import Order

pytestmark = pytest.mark.system

CALLER = "+493023125047"
TYPED = "03023125088"


def settings_of(service, *lines: str) -> None:
    file = service.data / "rufschutz.toml"
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("metrics_ports")]
    file.write_text("\n".join([*kept, "metrics_ports = [0, 0, 0]", *lines, ""]), "utf-8")


def port_of(service, process: str) -> int:
    return int(json.loads((service.data / "run" / f"health-{process}.json").read_bytes())["port"])


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def is_shown(service, process: str) -> bool:
    return (service.data / "run" / f"health-{process}.json").exists()


@pytest.mark.rule("R39")
def test_a_call_leaves_no_number_in_any_log_and_on_no_page(service):
    settings_of(service, 'log_directory = "logs"', 'log_format = "json"')
    for process in ("voice", "worker", "web"):
        service.start(process)
        service.wait_until(lambda name=process: is_shown(service, name), 30, f"{process} tells how it fares")
    keys = " ".join(["2", "1", "2", *TYPED, "#", "1"])
    orders = [
        service.order(keys, number=CALLER),
        service.order("1 wait:2 #", number=CALLER),
        Order(service.target("niemand"), (), None, CALLER, limit_s=10, linger_ms=0),
    ]
    assert [transcript.status for transcript in service.call_all(orders)] == [200, 200, 404]
    service.wait_until(service.taken, 30, "the worker took everything")
    shown = "".join(get(port_of(service, name), "/metrics") for name in ("voice", "worker", "web"))
    assert "rufschutz_voice_calls_admitted_total" in shown
    assert "rufschutz_worker_facts_applied_total" in shown
    service.close()

    files = sorted((service.data / "logs").glob("*.log"))
    logs = "".join(path.read_text("utf-8") for path in files)
    assert "answering on udp" in logs
    assert all(json.loads(line)["process"] for line in logs.splitlines())
    everything = logs + shown + "".join(service.log(name) for name in ("voice", "worker", "web"))
    for secret in (CALLER, CALLER[3:], TYPED, TYPED[1:], "23125"):
        assert secret not in everything
    assert '"dropped"' not in logs, "nothing personal even reached the wall"
