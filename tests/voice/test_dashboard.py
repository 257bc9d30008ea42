from __future__ import annotations

import json
from types import SimpleNamespace
from urllib.request import urlopen

import pytest

from rufschutz.adapters.metrics import names
from rufschutz.handover.health import VoiceHealth, read_health
from rufschutz.voice.admission import AdmissionCounts
from rufschutz.voice.dashboard import Dashboard, Parts
from rufschutz.voice.lookup import LookupCounts
from rufschutz.voice.media.clock import TickClock
from rufschutz.voice.sip.endpoint import Counts
from rufschutz.voice.sip.tcp import TcpCounts
from rufschutz.voice.sources import SourceCounts
from rufschutz.voice.tally import Tally


@pytest.fixture
def parts():
    traffic = SimpleNamespace(counts=lambda: {("in", "INVITE"): 3})
    door = SimpleNamespace(
        admission=SimpleNamespace(counts=AdmissionCounts(full=2)),
        sources=SimpleNamespace(counts=SourceCounts(flooding=7)),
        agent=SimpleNamespace(counts=Counts(received=9), traffic=traffic, transactions=lambda: 5),
    )
    spooler = SimpleNamespace(state=lambda: SimpleNamespace(failures=4), syncs="timing")
    lookup = SimpleNamespace(counts=LookupCounts(answered=6))
    return Parts(door, SimpleNamespace(tcp=TcpCounts()), SimpleNamespace(tally=Tally()), spooler, lookup)


class Watched:
    def __init__(self):
        self.room = SimpleNamespace(look=lambda: 0)

    def look(self):
        return VoiceHealth(at=0, pid=1, started_at=0, calls=3, plans=1, plans_not_after=9)

    def try_again(self):
        pass


def test_every_part_shows_what_it_counts(parts):
    counts = dict(parts.counts())
    assert counts[names.REFUSED].full == 2
    assert counts[names.TURNED_AWAY].flooding == 7
    assert counts[names.SIP].received == 9
    assert counts[names.MESSAGES] == {("in", "INVITE"): 3}
    assert counts[names.TRANSACTIONS] == {(): 5}
    assert counts[names.REFUSED_WRITES] == {(): 4}
    assert counts[names.LOOKUPS].answered == 6
    assert {names.TCP, names.ENDED, names.MEDIA, names.SYNC_SECONDS} < set(counts)


def test_what_is_not_there_yet_shows_nothing(parts):
    parts.door.agent = None
    counts = dict(Parts(parts.door, parts.transport, None, None).counts())
    assert set(counts) == {names.REFUSED, names.TURNED_AWAY, names.TCP}


def test_it_shows_the_page_and_the_health_until_it_is_closed(parts, tmp_path):
    settings = SimpleNamespace(run=tmp_path, metrics_host="127.0.0.1", metrics_port=0)
    ticks = TickClock(SimpleNamespace(time=lambda: 0.0), lambda _missed: None)
    parts.door.agent = None
    dashboard = Dashboard(settings, Watched(), ticks, Parts(parts.door, parts.transport, None, None))
    dashboard.open()
    try:
        port = json.loads((tmp_path / "health-voice.json").read_bytes())["port"]
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
            assert b'rufschutz_voice_calls_refused_total{reason="full"} 2.0' in page.read()
    finally:
        dashboard.close()
    assert read_health(tmp_path).calls == 3
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5)
