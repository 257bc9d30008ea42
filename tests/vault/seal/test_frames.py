"""The bytes of a journal are fixed: they are compared with literal ones."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING

from rufschutz.domain.ids import ArtefactId, EpochId
from rufschutz.vault.seal import frames
from rufschutz.vault.seal.frames import Kind

if TYPE_CHECKING:
    from rufschutz.vault.seal.frames import JournalHead


def test_the_header_is_canonical_json(head: JournalHead) -> None:
    assert frames.header_bytes(dataclasses.replace(head, suite="s")) == (
        b'{"format":"rufschutz-journal/1","head":{"artefact":"a1","call":"c1","codec":"alaw",'
        b'"consent":"f1","plan":"p1","purpose":"leave_message","rate":10,"suite":"s","tenant":"t1"}}'
    )


def test_a_frame_is_kind_length_check_and_body() -> None:
    frame = frames.frame(b"", 0, Kind.HEADER, b"abc")
    assert frame[:5] == b"\x00\x00\x00\x00\x03"
    assert int.from_bytes(frame[5:9], "big") == frames.checksum(b"", 0, Kind.HEADER, 3)
    assert frame[9:] == b"abc"


def test_the_check_covers_binding_number_kind_and_length() -> None:
    checks = {
        frames.checksum(binding, number, kind, length)
        for binding in (b"", bytes(32), b"\1" * 32)
        for number in (1, 2)
        for kind in (Kind.DATA, Kind.GAP)
        for length in (16, 17)
    }
    assert len(checks) == 24


def test_a_record_is_bound_to_header_kind_and_artefact() -> None:
    assert frames.associated(bytes(32), Kind.GAP, ArtefactId("a1")) == bytes(32) + b"\x02a1"


def test_a_journal_key_is_bound_to_header_and_epoch() -> None:
    assert frames.binding(b"header") == hashlib.sha256(b"header").digest()
    assert frames.journal_info(EpochId("e"), bytes(32)) == b"journal/1\0" + bytes(32) + b"e"
