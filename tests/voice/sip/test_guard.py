from __future__ import annotations

from rufschutz.voice.sip.guard import NoGuard, Verdict
from rufschutz.voice.sip.via import Hop


def test_where_nobody_guards_everything_is_served():
    guard = NoGuard()
    hop = Hop("192.0.2.9", 5060)
    guard.begun("d1", hop)
    assert guard.outside(None, hop, 0) is Verdict.SERVE
    assert guard.unreadable(hop, 0)
