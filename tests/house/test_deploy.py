"""What is shipped for those who look after the machine names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from rufschutz.adapters.metrics.measure import Kind
from rufschutz.adapters.metrics.names import EVERY

ROOT = Path(__file__).resolve().parents[2]
ALERTS = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text("utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
SHOWN = {metric.shown for metric in EVERY} | {
    f"{metric.name}_{part}"
    for metric in EVERY
    if metric.kind is Kind.HISTOGRAM
    for part in ("bucket", "sum", "count")
}
FOREIGN = {"up", "process_start_time_seconds"}
GUIDE = ROOT / "docs" / "operate" / "monitoring.md"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_metric_that_an_alarm_names_exists(rule):
    named = set(re.findall(r"\b(?:rufschutz_\w+|process_\w+|up)\b", re.sub(r'"[^"]*"', "", rule["expr"])))
    assert named
    assert named <= SHOWN | FOREIGN


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alarm_says_how_bad_and_what_it_means(rule):
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"].endswith((".", "?"))
    assert rule["alert"] in GUIDE.read_text("utf-8"), "the guide says what to do"


def test_what_an_operator_must_hear_of_has_an_alarm():
    needed = {
        "Backlog",
        "DeletionLag",
        "PlanNearExpiry",
        "CrashLoop",
        "DiskRefuses",
        "LogNotSigned",
        "PersonalDataInLog",
    }
    assert {f"Rufschutz{name}" for name in needed} <= {rule["alert"] for rule in RULES}


def test_the_guide_lists_every_metric():
    text = GUIDE.read_text("utf-8")
    assert [metric.shown for metric in EVERY if f"`{metric.shown}`" not in text] == []


def test_what_code_hands_to_a_log_has_a_name_that_may_pass():
    from rufschutz.adapters.logs.wall import may_pass

    for path in (ROOT / "src").rglob("*.py"):
        for given in re.findall(r"\bextra=\{([^}]*)\}", path.read_text("utf-8")):
            names = re.findall(r'"([^"]+)":', given)
            assert [name for name in names if not (may_pass(name) or name.startswith("pii."))] == [], (
                path.name
            )
