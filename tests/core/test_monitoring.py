from __future__ import annotations

import pytest

from rufschutz.adapters.logs import Format, LogChoice
from rufschutz.adapters.metrics import MetricsChoice
from rufschutz.core import runtime
from rufschutz.core.errors import SettingsError
from rufschutz.core.monitoring import log_choice, metrics_choice


def test_settings_of_yesterday_say_nothing_of_either(tmp_path):
    assert log_choice({}, tmp_path) == LogChoice()
    assert metrics_choice({}) == MetricsChoice()


def test_a_log_directory_begins_at_the_data(tmp_path):
    chosen = log_choice({"log_format": "text", "log_directory": "logs", "log_days": 3}, tmp_path)
    assert (chosen.format, chosen.directory, chosen.days) == (Format.TEXT, tmp_path / "logs", 3)
    assert (
        str(log_choice({"log_directory": "/var/log/rufschutz"}, tmp_path).directory) == "/var/log/rufschutz"
    )


@pytest.mark.parametrize(
    "table", [{"log_format": "xml"}, {"log_days": 0}, {"log_days": 400}, {"log_megabytes": 0}]
)
def test_logs_that_nobody_may_keep_are_refused(tmp_path, table):
    with pytest.raises(ValueError, match=r"log_|Format"):
        log_choice(table, tmp_path)


@pytest.mark.parametrize("off", ["", []])
def test_metrics_can_be_switched_off(off):
    assert metrics_choice({"metrics_ports": off}).ports == ()


@pytest.mark.parametrize("ports", [[1], ["a", "b", "c"], [1, 2, 70_000], "9420"])
def test_ports_that_cannot_be_are_refused(ports):
    with pytest.raises(ValueError, match=r"port|invalid literal"):
        metrics_choice({"metrics_ports": ports})


def test_an_installation_knows_both(tmp_path):
    (tmp_path / "rufschutz.toml").write_text(
        'installation = "abc"\nmetrics_ports = [0, 0, 0]\nlog_format = "json"\n'
    )
    made = runtime.read(tmp_path)
    assert made.metrics.ports == (0, 0, 0)
    assert made.logs.format is Format.JSON
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\nlog_format = "xml"\n')
    with pytest.raises(SettingsError, match="xml"):
        runtime.read(tmp_path)
