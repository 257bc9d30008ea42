from __future__ import annotations

from rufschutz.voice.house import CallIds


def test_ids_are_new_and_playbacks_count_up():
    drawn = iter(("a", "b", "c"))
    ids = CallIds(lambda: next(drawn))
    assert [ids.fact(), ids.artefact(), ids.fact()] == ["a", "b", "c"]
    assert [ids.playback(), ids.playback()] == [1, 2]
