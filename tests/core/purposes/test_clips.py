"""Sounds named by their content, rendered once."""

from __future__ import annotations

import hashlib

import pytest

from rufschutz.adapters import g711
from rufschutz.core.purposes import clips
from rufschutz.core.purposes.clips import SLOW, ClipStore, Sentence

NO = Sentence("Nein.", "de")


def test_a_clip_is_what_its_name_says(tmp_path) -> None:
    clip = ClipStore(tmp_path).clips([NO])[NO]
    for sha256, suffix in ((clip.alaw_sha256, "alaw"), (clip.ulaw_sha256, "ulaw")):
        data = (tmp_path / f"{sha256}.{suffix}").read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha256
        assert len(data) == clip.length * 8
    assert clip.length % 20 == 0


def test_both_encodings_are_of_the_same_sound(tmp_path) -> None:
    clip = ClipStore(tmp_path).clips([NO])[NO]
    a = g711.from_alaw((tmp_path / f"{clip.alaw_sha256}.alaw").read_bytes()).astype(int)
    u = g711.from_ulaw((tmp_path / f"{clip.ulaw_sha256}.ulaw").read_bytes()).astype(int)
    assert abs(a - u).max() < 2_000


def test_known_words_are_not_rendered_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ClipStore(tmp_path).clips([NO])
    asked = []
    monkeypatch.setattr(clips, "render", lambda requests: asked.extend(requests) or ())
    assert ClipStore(tmp_path).clips([NO, NO]) == first
    assert asked == []


def test_another_pace_or_language_is_another_clip(tmp_path) -> None:
    wanted = [NO, Sentence("Nein.", "de", SLOW), Sentence("Nein.", "en")]
    assert len({clip.alaw_sha256 for clip in ClipStore(tmp_path).clips(wanted).values()}) == 3


def test_what_is_only_tried_lies_aside_and_uses_what_there_is(tmp_path, monkeypatch) -> None:
    shelf, aside = tmp_path / "clips", tmp_path / "aside"
    shelf.mkdir()
    aside.mkdir()
    known = ClipStore(shelf).clips([NO])
    before = sorted(shelf.iterdir())
    tried = ClipStore(shelf, aside).clips([NO, Sentence("Doch.", "de")])
    assert tried[NO] == known[NO]
    assert sorted(shelf.iterdir()) == before
    assert len(list(aside.iterdir())) == 3
    assert ClipStore(shelf, aside).clips(list(tried)) == tried


@pytest.mark.parametrize("suffix", ["alaw", "ulaw"])
def test_an_altered_sound_is_rendered_anew(tmp_path, suffix: str) -> None:
    store = ClipStore(tmp_path)
    clip = store.clips([NO])[NO]
    path = tmp_path / f"{getattr(clip, f'{suffix}_sha256')}.{suffix}"
    path.write_bytes(b"\xd5" * path.stat().st_size)
    again = store.clips([NO])[NO]
    sha256 = getattr(again, f"{suffix}_sha256")
    assert hashlib.sha256((tmp_path / f"{sha256}.{suffix}").read_bytes()).hexdigest() == sha256


def test_a_damaged_memory_is_no_memory(tmp_path) -> None:
    store = ClipStore(tmp_path)
    store.clips([NO])
    (tmp_path / f"{NO.key}.clip").write_bytes(b"{}")
    assert store.clips([NO])[NO].length > 0
