from __future__ import annotations

from rufschutz.domain.call.events import EndedBy
from rufschutz.domain.call.quality import Quality
from rufschutz.voice.tally import MediaTotals, Tally


def quality(**counts):
    nothing = dict.fromkeys(
        ("received", "lost", "late", "doubled", "reordered", "strangers", "broken", "jitter"), 0
    )
    return Quality(**{**nothing, **counts})


def test_calls_are_summed_up_by_who_ended_them():
    tally = Tally()
    assert tally.ended() == {}
    tally.add(EndedBy.CALLER, quality(received=100, lost=3, jitter=9))
    tally.add(EndedBy.CALLER, quality(received=50, late=2, broken=1))
    tally.add(EndedBy.ASSISTANT, quality(doubled=4, reordered=5, strangers=6))
    assert tally.ended() == {(EndedBy.CALLER.value,): 2, (EndedBy.ASSISTANT.value,): 1}
    assert tally.media == MediaTotals(150, 3, 2, 4, 5, 6, 1)
