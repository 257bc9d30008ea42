from __future__ import annotations

import gc
import resource

import pytest

from rufschutz.voice.process import allow_files, keep_what_stays


@pytest.mark.parametrize(
    ("before", "now"),
    [((1_024, 524_288), 8_192), ((1_024, 4_096), 4_096), ((1_024, -1), 8_192), ((20_000, 20_000), 20_000)],
)
def test_the_usual_limit_of_files_does_not_limit_calls(monkeypatch, before, now):
    limit = [before]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limit[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, made: limit.append(made))
    assert allow_files() == now
    assert limit[-1] == (now, before[1])


def test_collections_look_at_what_calls_made_and_not_at_the_program():
    before = len(gc.get_objects())
    keep_what_stays()
    try:
        assert gc.get_freeze_count() > 10_000
        assert len(gc.get_objects()) < before / 10
    finally:
        gc.unfreeze()
