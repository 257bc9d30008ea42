"""What voice says of itself becomes a finding with the next step."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.core.setup.checks import voice
from rufschutz.handover.health import NoRecording, VoiceHealth, write_health

NOW = 1_900_000_000_000


def found(tmp_path, **told):
    told = {"at": NOW, "pid": 1, "started_at": 0, **told}
    write_health(tmp_path, VoiceHealth(**told))
    return {finding.name: finding for finding in voice.findings(SimpleNamespace(run=tmp_path), NOW)}


def test_who_fares_well_or_never_ran_is_not_mentioned(tmp_path):
    assert list(voice.findings(SimpleNamespace(run=tmp_path), NOW)) == []
    assert found(tmp_path) == {}
    assert found(tmp_path, at=NOW - voice.HOURS_SILENT - 1) == {}


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    ("why", "name"),
    [
        (NoRecording.DISK_LOW, "disk_low"),
        (NoRecording.DISK_REFUSES, "disk_refuses"),
        (NoRecording.NO_PLAN, "voice_plan"),
    ],
)
def test_calls_without_recording_are_an_error(tmp_path, why, name):
    finding = found(tmp_path, why_not=why, refusal="No space left on device")[name]
    assert finding.level == "error"
    assert "No space left on device" in finding.what


def test_facts_that_wait_in_memory_are_counted(tmp_path):
    assert "facts_in_memory" not in found(tmp_path, facts_waiting=2, facts_since=NOW - 100)
    assert "7 facts" in found(tmp_path, facts_waiting=7, facts_since=NOW - 9_000)["facts_in_memory"].what


def test_a_clock_that_was_set_and_a_voice_that_fell_silent_are_told(tmp_path):
    assert "clock_set" in found(tmp_path, clock_off=-3_600_000)
    silent = found(tmp_path, at=NOW - 60_000, why_not=NoRecording.DISK_LOW)
    assert list(silent) == ["voice_silent"]
    assert "60 seconds" in silent["voice_silent"].what


def test_facts_that_nobody_writes_any_more_are_an_error(tmp_path):
    finding = found(tmp_path, facts_fell=True, facts_waiting=3)["facts_fell"]
    assert finding.level == "error"
    assert "3 facts" in finding.what
    assert "Restart voice" in finding.advice
