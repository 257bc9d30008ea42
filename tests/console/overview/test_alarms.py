from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.overview.alarms import (
    AWAY,
    JOBS,
    PATIENCE,
    WHY_NOT,
    Watched,
    alarms,
    of_policy,
    of_requests,
    watch,
)
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.queries import Waiting
from rufschutz.core.jobs.actions import JOBS as RECURRING
from rufschutz.domain.moments import Millis
from rufschutz.handover import supervision
from rufschutz.handover.health import STALE_AFTER, NoRecording, VoiceHealth, write_health

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

NOW = Millis(1_790_000_000_000)
VOICE = VoiceHealth(at=NOW, pid=1, started_at=NOW)
WELL = Watched(installed=True, voice=VOICE, worked_at=NOW)


def words(seen: Watched) -> list[str]:
    return [alarm.words for alarm in alarms(seen, NOW)]


def test_where_all_is_well_nothing_is_said() -> None:
    assert alarms(WELL, NOW) == ()
    assert alarms(Watched(installed=False), NOW) == ()


@pytest.mark.parametrize("voice", [None, replace(VOICE, at=Millis(NOW - STALE_AFTER - 1))])
def test_a_silent_telephone_is_the_first_thing_said(voice: VoiceHealth | None) -> None:
    (first, second) = alarms(replace(WELL, voice=voice, faulty=("sweep",)), NOW)
    assert "meldet sich nicht" in first.words
    assert first.address == "/leitungen/"
    assert "Löschung" in second.words


@pytest.mark.parametrize("why", [why for why in NoRecording if why])
def test_why_nothing_is_recorded_is_said_in_words(why: NoRecording) -> None:
    assert words(replace(WELL, voice=replace(VOICE, why_not=why))) == [str(WHY_NOT[why])]


@pytest.mark.parametrize(("waited", "told"), [(PATIENCE, 0), (PATIENCE + 1, 1)])
def test_facts_that_wait_for_long_are_said(waited: int, told: int) -> None:
    waiting = replace(VOICE, facts_waiting=3, facts_since=Millis(NOW - waited))
    assert len(words(replace(WELL, voice=waiting))) == told


@pytest.mark.parametrize(("last", "told"), [(AWAY, 0), (AWAY + 1, 1)])
def test_a_worker_that_stands_still_is_said(last: int, told: int) -> None:
    assert len(words(replace(WELL, worked_at=Millis(NOW - last)))) == told


def test_every_kind_of_fault_says_what_to_do() -> None:
    ill = replace(WELL, falling=("voice", "web"), faulty=("log", "strange"), unreadable=2)
    told = alarms(ill, NOW)
    assert len(told) == 5
    assert all("rufschutz check" in alarm.advice for alarm in told)
    assert "strange" in told[3].words
    assert "2 Dateien" in told[4].words


@pytest.mark.rule("R19")
def test_a_recording_without_consent_is_the_gravest_of_all() -> None:
    told = alarms(replace(WELL, voice=None), NOW, 2)
    assert "2 Aufnahmen haben keine gültige Einwilligung" in told[0].words
    assert "Art. 33" in told[0].advice


def test_the_jobs_named_exist() -> None:
    assert JOBS.keys() <= {job.name for job in RECURRING}


def test_what_the_processes_wrote_is_read(db: None, settings, tmp_path: Path) -> None:
    settings.INSTALLATION = SimpleNamespace(run=tmp_path, demo=False)
    write_health(tmp_path, VOICE)
    child = supervision.ChildState("voice", 0, falls=3)
    supervision.write(tmp_path, supervision.Supervision(NOW, 1, ending=False, children=(child,)))
    assert watch() == Watched(installed=True, voice=VOICE, falling=("voice",))


def test_alarms_stand_on_top_of_the_overview_and_lead_there_from_the_calls(
    signed_in: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    ill = Watched(installed=False, faulty=("sweep",))
    monkeypatch.setattr("rufschutz.console.overview.alarms.watch", lambda: ill)
    owner = signed_in(Role.OWNER)
    page = owner.get("/lage/").content.decode()
    assert page.index("Die letzte Löschung nach Frist ist gescheitert") < page.index('class="tiles"')
    assert 'href="/lage/#achtung"' in owner.get("/anrufe/").content.decode()


def test_who_does_not_see_the_overview_is_not_sent_there(
    signed_in: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rufschutz.console.overview.alarms.watch", lambda: Watched(installed=True))
    assert "#achtung" not in signed_in(Role.AGENT).get("/anrufe/").content.decode()


@pytest.mark.rule("R82")
def test_a_loosening_without_the_officers_word_is_not_said_to_come_by_itself() -> None:
    loosening = Waiting(1, NOW, unspoken=1)
    [own] = of_policy(0, loosening, "Europe/Berlin", speaks=True)
    assert own.advice == "Sie lockert einen Schutz. Ohne Ihre Stellungnahme tritt sie nicht in Kraft."
    [others] = of_policy(0, loosening, "Europe/Berlin")
    assert "Zuerst nimmt die beauftragte Person" in others.advice
    [ripe] = of_policy(0, Waiting(1, NOW), "Europe/Berlin", speaks=True)
    assert "Sie gilt von selbst ab" in ripe.advice


def test_a_redaction_is_not_said_to_come_before_the_officer_spoke() -> None:
    [own] = of_requests(Waiting(1, None, unspoken=1), "Europe/Berlin", speaks=True)
    assert own.advice.startswith("Vorher nehmen Sie zum Datenschutz Stellung.")
    [others] = of_requests(Waiting(1, None, unspoken=1), "Europe/Berlin")
    assert others.advice.startswith("Vorher nimmt die beauftragte Person")
    [plain] = of_requests(Waiting(1, NOW), "Europe/Berlin", speaks=True)
    assert "Stellung" not in plain.advice


@pytest.mark.rule("R08")
def test_texts_that_nobody_read_again_are_an_alarm() -> None:
    nothing = Waiting(0, None)
    assert list(of_policy(0, nothing, "Europe/Berlin")) == []
    [one] = of_policy(1, nothing, "Europe/Berlin")
    assert one.words == "Ein Text der Ansagen sollte längst wieder geprüft sein."
    [many] = of_policy(3, nothing, "Europe/Berlin")
    assert many.words.startswith("3 Texte")
    assert (many.address, many.link) == ("/texte/", "Texte ansehen")


@pytest.mark.rule("R82")
def test_a_change_that_will_take_effect_by_itself_is_told_before() -> None:
    [alone] = of_policy(0, Waiting(1, NOW), "Europe/Berlin")
    assert alone.words == "Eine Änderung der Richtlinie ist vorgeschlagen."
    assert "gilt von selbst ab" in alone.advice
    assert "16:13" in alone.advice
    assert alone.advice.startswith("Sie gilt")
    assert (alone.address, alone.link) == ("/zwecke/", "Vorschlag ansehen")
    [both] = of_policy(0, Waiting(2, NOW), "Europe/Berlin")
    assert both.advice.startswith("Die erste gilt von selbst ab")
    assert both.link == "Vorschläge ansehen"
    [two] = of_policy(0, Waiting(2, None), "Europe/Berlin")
    assert "zweite Person" in two.advice
