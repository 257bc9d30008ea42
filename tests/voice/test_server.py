"""The voice process in one loop, called by the test caller over real sockets on loopback."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import socket

import numpy as np
import pytest

from rufschutz.handover.facts import read_fact
from rufschutz.handover.plan import IngestKey
from rufschutz.handover.spool import read_head, read_lines, spool_files
from rufschutz.vault.open.journal import read_journal
from rufschutz.vault.open.spool import SpoolOpener
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal.suite import SUITE
from rufschutz.voice.caller.phone import Order, make_call
from rufschutz.voice.caller.script import parse_script
from rufschutz.voice.errors import AddressError
from rufschutz.voice.server import VoiceServer
from rufschutz.voice.settings import VoiceSettings


@pytest.fixture
def private():
    return PrivateIngestKey.generate()


@pytest.fixture
def settings(kit, private, tmp_path):
    key = IngestKey("2030-01-01", SUITE, private.public_key)
    kit.publish(ingest_key=key, spool_key=key)
    for name in ("spool", "journals", "run"):
        (tmp_path / name).mkdir()
    key_file = tmp_path / "installation.pub"
    key_file.write_text(kit.public_key.hex())
    return VoiceSettings(
        kit.directory, key_file, kit.clips, tmp_path / "spool", tmp_path / "journals", tmp_path / "run",
        "127.0.0.1", 0, (0, 0), "",
    )  # fmt: skip


def noise(seconds):
    return np.random.default_rng(7).integers(-6_000, 6_000, seconds * 8_000).astype(np.int16)


async def call(settings, script, **order):
    server = VoiceServer(settings)
    running = asyncio.get_running_loop().create_task(server.run())
    status = settings.run / "voice.json"
    while not status.exists():
        await asyncio.sleep(0.01)
    port = json.loads(status.read_bytes())["port"]
    wanted = Order(f"sip:praxis@127.0.0.1:{port}", parse_script(script), limit_s=40, linger_ms=100, **order)
    transcript = await make_call(wanted)
    server.stop()
    await running
    return transcript


def facts(settings, private):
    found = []
    for file in spool_files(settings.spool):
        opener = SpoolOpener.create(read_head(file.path), private)
        found += [read_fact(line.envelope.type, opener.open(line)) for line in read_lines(file.path)]
    return found


def names(found):
    return [type(fact).__name__ for fact in found]


@pytest.mark.asyncio
async def test_a_yes_leaves_a_sealed_message_after_a_durable_consent(settings, private):
    transcript = await call(settings, "1 play #", speech=noise(2))
    assert (transcript.status, transcript.ended_by) == (200, "far end")
    found = facts(settings, private)
    order = names(found)
    assert order.index("ConsentChanged") < order.index("RecordingStarted") < order.index("RecordingKept")
    assert found[-1].outcome == "yes_and_recorded"
    (journal,) = settings.journals.glob("*.journal")
    opened = read_journal(journal, journal.with_suffix(".wrap"), private)
    assert opened.length_ms > 2_000


@pytest.mark.asyncio
async def test_a_no_leaves_no_sound_and_is_helped(settings, private):
    transcript = await call(settings, "2 3", speech=noise(1))
    assert transcript.ended_by == "far end"
    found = facts(settings, private)
    assert found[-1].outcome == "refused"
    assert not list(settings.journals.iterdir())


@pytest.mark.asyncio
async def test_the_star_destroys_what_was_said(settings, private):
    await call(settings, "1 play * 3", speech=noise(1))
    found = facts(settings, private)
    assert "RecordingGone" in names(found)
    assert found[-1].outcome == "yes_then_star"
    assert not list(settings.journals.iterdir())


@pytest.mark.asyncio
async def test_an_unknown_line_is_not_found(settings, private):
    server = VoiceServer(settings)
    running = asyncio.get_running_loop().create_task(server.run())
    while not (settings.run / "voice.json").exists():
        await asyncio.sleep(0.01)
    port = json.loads((settings.run / "voice.json").read_bytes())["port"]
    transcript = await make_call(Order(f"sip:nobody@127.0.0.1:{port}", (), limit_s=5, linger_ms=0))
    server.stop()
    await running
    assert transcript.status == 404
    assert facts(settings, private) == []


@pytest.mark.asyncio
async def test_a_clock_that_is_set_is_followed_between_calls_only(settings, monkeypatch, caplog):
    server = VoiceServer(settings)
    monkeypatch.setattr(server._clock, "_wall", lambda: 1_000)
    monkeypatch.setattr(server, "_switchboard", ["a call"])
    server._follow_the_clock()
    assert server._clock.now() > 1_000_000
    monkeypatch.setattr(server, "_switchboard", [])
    server._follow_the_clock()
    assert server._clock.now() < 60_000
    assert "clock was set" in caplog.text


@pytest.mark.asyncio
async def test_a_taken_port_is_said_in_words_with_the_setting(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        server = VoiceServer(dataclasses.replace(settings, port=taken.getsockname()[1]))
        with pytest.raises(AddressError, match="cannot listen on udp") as refused:
            await server.run()
    assert "sip_port" in refused.value.advice
    assert not (settings.run / "voice.json").exists()


@pytest.mark.asyncio
async def test_sources_are_known_from_their_first_datagram_on(settings):
    server = VoiceServer(settings)
    running = asyncio.get_running_loop().create_task(server.run())
    status = settings.run / "voice.json"
    while not status.exists():
        await asyncio.sleep(0.01)
    assert server._transport._gate is server._door.sources
    assert server._door.agent._guard is server._door.sources
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"\0" * 20, ("127.0.0.1", json.loads(status.read_bytes())["port"]))
        while not len(server._door.sources):
            await asyncio.sleep(0.01)
    server.stop()
    await running
