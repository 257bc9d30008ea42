"""A drill finds what is there, in rows and in files, and opens what a key still opens."""

from __future__ import annotations

from types import SimpleNamespace

from rufschutz.core.backup import probing
from rufschutz.core.keys.actions import destroy_wraps


def test_what_opens_a_recording_is_found_until_its_keys_are_gone(office):
    caller = office.recorded()
    opened = probing.held(office.tenant, caller.artefact)
    assert opened.wraps
    keys, blobs = office.desk.keys, office.desk.blobs
    sound = probing.sound_of(office.tenant, caller.artefact, opened.purposes, keys, blobs)
    assert sound
    destroy_wraps(office.tenant, [caller.artefact])
    assert probing.sound_of(office.tenant, caller.artefact, opened.purposes, keys, blobs) is None
    assert probing.sound_of(office.tenant, "f" * 32, opened.purposes, keys, blobs) is None


def test_needles_are_found_as_bytes_and_as_hex(tmp_path, monkeypatch):
    rows = [b"row with " + b"\xde\xad".hex().encode(), b"plain words"]
    monkeypatch.setattr(probing, "_rows", lambda _: iter(rows))
    monkeypatch.setattr(probing, "_files", lambda _: iter([b"a file with ciphertext"]))
    needles = [b"\xde\xad", b"plain", b"ciphertext", b"nowhere"]
    assert probing.found(SimpleNamespace(), needles) == (b"\xde\xad", b"plain", b"ciphertext")
