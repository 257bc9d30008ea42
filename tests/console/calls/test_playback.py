"""Listening: who may, exact ranges, nothing cached, and every second written down."""

from __future__ import annotations

import io
import wave
from html import unescape
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from console_stage import hum
from django.utils.html import strip_tags

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.jobs.models import SPOOL, Schedule
from rufschutz.core.recordings.actions.playing import OpenRecording
from rufschutz.core.recordings.models import Play, Recording
from rufschutz.domain.audit import verify
from rufschutz.voice.media.codecs import Codec, decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from console_stage import Stage
    from django.test import Client

PCM = decode(Codec.PCMA, np.frombuffer(hum(3), np.uint8)).astype("<i2").tobytes()


@pytest.fixture
def tape(message: str, door) -> str:
    with tenant_scope(door.tenant):
        return f"/aufnahmen/{Recording.objects.get().id}/ton"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def plays(door) -> list[tuple[int, bool]]:
    with tenant_scope(door.tenant):
        rows = Play.objects.order_by("started_at", "id")
        return [(row.heard, row.finished_at is not None) for row in rows]


@pytest.mark.rule("R17")
def test_while_facts_may_wait_nothing_is_served(
    signed_in: Callable[[Role], Client], tape: str, message: str, door, settings
) -> None:
    browser = signed_in(Role.OWNER)
    settings.INSTALLATION = SimpleNamespace(demo=False)
    waiting = browser.get(tape)
    assert (waiting.status_code, waiting.headers["Retry-After"], plays(door)) == (503, "2", [])
    assert "data-waits>" in browser.get(f"/anrufe/{message}/").content.decode()
    Schedule.objects.create(name=SPOOL, next_at=0, finished_at=Clock().now())
    assert body(browser.get(tape))
    assert "data-waits hidden>" in browser.get(f"/anrufe/{message}/").content.decode()


def test_the_whole_message_as_a_wave_file(signed_in: Callable[[Role], Client], tape: str, door) -> None:
    answer = signed_in(Role.OWNER).get(tape)
    sound = body(answer)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    assert answer.headers["Content-Length"] == str(len(sound))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "no-store"
    with wave.open(io.BytesIO(sound)) as file:
        assert file.readframes(file.getnframes()) == PCM
    assert plays(door) == [(3000, True)]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 43), (40, 99), (45, 4000), (20_000, 48_043)])
def test_a_part_is_exactly_that_part(
    signed_in: Callable[[Role], Client], tape: str, start: int, end: int
) -> None:
    browser = signed_in(Role.OWNER)
    whole = body(browser.get(tape))
    answer = browser.get(tape, headers={"Range": f"bytes={start}-{end}"})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{len(whole)}"
    assert body(answer) == whole[start : end + 1]


def test_a_part_that_is_not_there(signed_in: Callable[[Role], Client], tape: str) -> None:
    answer = signed_in(Role.OWNER).get(tape, headers={"Range": "bytes=9999999-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */48044")


@pytest.mark.rule("R61")
def test_only_what_went_out_counts_as_heard(signed_in: Callable[[Role], Client], tape: str, door) -> None:
    answer = signed_in(Role.OWNER).get(tape, headers={"Range": "bytes=44-16043"})
    body(answer)
    assert plays(door) == [(1000, True)]


def test_a_listener_who_leaves_early_heard_less(
    signed_in: Callable[[Role], Client], tape: str, door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rufschutz.console.calls.wav._STEP", 4000)
    answer = signed_in(Role.OWNER).get(tape)
    parts = iter(answer.streaming_content)
    next(parts)
    next(parts)
    answer._iterator.close()
    assert plays(door) == [(500, True)]


@pytest.mark.rule("R60")
@pytest.mark.rule("R61")
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR, Role.OPERATOR])
def test_who_may_not_listen_is_refused_and_recorded(
    signed_in: Callable[[Role], Client], tape: str, role: Role, door
) -> None:
    assert signed_in(role).get(tape).status_code == 403
    assert plays(door) == []
    with tenant_scope(door.tenant):
        last = OutboxEntry.objects.order_by("id").last()
        assert last.event == "access:denied"
        assert tape.split("/")[2] in last.payload


def test_who_listened_is_told_on_the_page(
    signed_in: Callable[[Role], Client], tape: str, message: str
) -> None:
    browser = signed_in(Role.OWNER)
    answer = browser.get(tape)
    body(answer)
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert "Leitung der Praxis hat die Aufnahme angehört" in page
    assert "bis zu 3 Sekunden Ton abgerufen" in page


@pytest.mark.rule("R43")
@pytest.mark.rule("R45")
def test_a_deleted_message_cannot_be_heard_and_its_deletion_is_proven(
    signed_in: Callable[[Role], Client], tape: str, message: str, stage: Stage
) -> None:
    from rufschutz.adapters.clock import Clock
    from rufschutz.domain.moments import DAY, Millis

    stage.sweep(Millis(Clock().now() + 8 * DAY))
    browser = signed_in(Role.OWNER)
    assert browser.get(tape).status_code in {403, 404}
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert "Gelöscht am" in page
    assert "nach Regel" in page
    assert "<audio" not in page
    assert "python3 verify.py loeschbestaetigung-" in page
    proof = browser.get(tape.replace("/ton", "/loeschbestaetigung.json"))
    assert proof.headers["Content-Type"] == "application/json"
    assert proof.headers["Content-Disposition"].startswith('attachment; filename="loeschbestaetigung-')
    assert proof.json()["erasure"]["artefact"] == tape.split("/")[2]


def test_a_codec_nobody_knows_leaves_nothing_open(
    signed_in: Callable[[Role], Client], tape: str, door, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    close = OpenRecording.close
    monkeypatch.setattr(OpenRecording, "close", lambda tape: (closed.append(tape.codec), close(tape)))
    with tenant_scope(door.tenant):
        Recording.objects.update(codec="opus")
    with pytest.raises(ValueError, match="opus"):
        signed_in(Role.OWNER).get(tape)
    assert closed == ["opus"]
    assert plays(door) == [(0, True)]


def test_one_play_is_one_line_of_who_did_what(
    signed_in: Callable[[Role], Client], tape: str, message: str, stage: Stage
) -> None:
    browser = signed_in(Role.OWNER)
    answer = browser.get(tape)
    body(answer)
    page = browser.get(f"/anrufe/{message}/").content.decode()
    brief, _, whole = page.partition("Alle Einträge im Protokoll zu diesem Anruf")
    assert brief.count("Eine Aufnahme wurde angehört.") == 1
    assert "Das Anhören einer Aufnahme endete." not in brief
    assert whole.count("Eine Aufnahme wurde angehört.") == 1
    assert whole.count("Das Anhören einer Aufnahme endete.") == 1


def test_the_command_on_the_page_works_as_printed(
    signed_in: Callable[[Role], Client], tape: str, message: str, stage: Stage, tmp_path: Path
) -> None:
    from rufschutz.adapters.clock import Clock
    from rufschutz.domain.moments import DAY, Millis

    stage.sweep(Millis(Clock().now() + 8 * DAY))
    browser = signed_in(Role.OWNER)
    page = browser.get(f"/anrufe/{message}/").content.decode()
    printed = unescape(strip_tags(page)).partition("python3 verify.py ")[2].split()
    proof = tmp_path / printed[0]
    proof.write_bytes(browser.get(tape.replace("/ton", "/loeschbestaetigung.json")).content)
    assert verify.main([str(proof), *printed[1:3]]) == 0
    assert "Gelöscht: Aufnahme einer Nachricht. Dass nichts davon übrig ist, wurde nachgelesen." in page


def player(browser: Client, message: str) -> str:
    """Return the address that the player of a call's page asks."""
    page = browser.get(f"/anrufe/{message}/").content.decode()
    return page.partition('preload="none" src="')[2].partition('"')[0]


@pytest.mark.rule("R61")
def test_the_ranges_of_one_player_are_one_play_of_all_that_went_out(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    browser = signed_in(Role.OWNER)
    address = player(browser, message)
    for part in ("0-16043", "16044-32043", "32044-", "44-16043"):
        body(browser.get(address, headers={"Range": f"bytes={part}"}))
    assert plays(door) == [(4000, True)]
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert page.count("hat die Aufnahme angehört") == 1
    assert page.partition("Alle Einträge")[0].count("Eine Aufnahme wurde angehört.") == 1


def test_a_page_opened_again_is_another_play(signed_in: Callable[[Role], Client], message: str, door) -> None:
    browser = signed_in(Role.OWNER)
    for _ in range(2):
        body(browser.get(player(browser, message)))
    assert plays(door) == [(3000, True), (3000, True)]


def test_a_token_of_somebody_else_continues_nothing(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    owner, agent = signed_in(Role.OWNER), signed_in(Role.AGENT)
    body(owner.get(player(owner, message)))
    body(agent.get(player(owner, message)))
    body(agent.get(player(owner, message).partition(".")[0]))
    assert plays(door) == [(3000, True)] * 3


def test_the_player_needs_no_script(signed_in: Callable[[Role], Client], tape: str, message: str) -> None:
    page = signed_in(Role.OWNER).get(f"/anrufe/{message}/").content.decode()
    assert f'<audio controls preload="none" src="{tape}?anhoeren=' in page
