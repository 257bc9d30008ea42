"""An archive is read exactly, anywhere in it, and every way to spoil it has its own name."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain.ids import ArtefactId, BlobId, CallId, TenantId
from rufschutz.vault.keystore.contexts import archive_context
from rufschutz.vault.open.archive import (
    CHUNK,
    ArchiveDamaged,
    ArchiveError,
    ArchiveReader,
    ArchiveTruncated,
    WrongArchiveContext,
    WrongArchiveKey,
    write_archive,
)

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
HERE = b"tenant, subject, call, artefact"
HEAD = 40
PREFIX = 56
LENGTHS = st.sampled_from([0, 1, 5000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17])


def pattern(length: int) -> bytes:
    return bytes(range(251)) * (length // 251 + 1)


def archived(plaintext: bytes, key: bytes = KEY, context: bytes = HERE, step: int = 4096) -> bytes:
    target = io.BytesIO()
    pieces = (plaintext[start : start + step] for start in range(0, len(plaintext), step))
    assert write_archive(target, pieces, key, context) == len(plaintext)
    return target.getvalue()


def reader(data: bytes, key: bytes = KEY, context: bytes = HERE) -> ArchiveReader:
    return ArchiveReader(io.BytesIO(data), key, context)


@given(length=LENGTHS, offset=st.integers(0, 4 * CHUNK), count=st.integers(0, 4 * CHUNK))
@settings(max_examples=60)
def test_any_range_is_read_exactly(length: int, offset: int, count: int) -> None:
    plaintext = pattern(length)[:length]
    archive = reader(archived(plaintext))
    assert archive.length == length
    assert archive.read(offset, count) == plaintext[offset : offset + count]
    assert b"".join(archive.chunks()) == plaintext


@given(length=LENGTHS, step=st.integers(1, 2 * CHUNK))
@settings(max_examples=20)
def test_the_body_is_what_the_specification_s_own_reader_reads(length: int, step: int) -> None:
    plaintext = pattern(length)[:length]
    body = archived(plaintext, step=max(step, 64))[HEAD:-12]
    decryptor = Cobblestone256Decryptor(KEY, HERE)
    assert decryptor.update(body) + decryptor.finalize() == plaintext


def test_what_the_first_release_archived_is_still_read(vectors: Path) -> None:
    context = archive_context(
        TenantId("tenant-1"), "call-1", CallId("call-1"), ArtefactId("artefact-1"), BlobId("blob-1")
    )
    with (vectors / "archive.bin").open("rb") as file:
        archive = ArchiveReader(file, KEY, context)
        assert archive.read(0, archive.length) == b"archived in the first release"


def test_two_archives_of_one_plaintext_differ() -> None:
    assert archived(b"x") != archived(b"x")


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (0, -1)])
def test_a_negative_place_is_refused(offset: int, length: int) -> None:
    with pytest.raises(ArchiveError, match="count from 0"):
        reader(archived(b"x")).read(offset, length)


def test_a_wrong_key_is_told_from_a_wrong_context() -> None:
    data = archived(b"sound")
    with pytest.raises(WrongArchiveKey):
        reader(data, key=os.urandom(32))
    with pytest.raises(WrongArchiveContext):
        reader(data, context=b"another artefact")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(WrongArchiveKey, match="32 bytes"):
        archived(b"", key=bytes(length))
    with pytest.raises(WrongArchiveKey, match="32 bytes"):
        reader(archived(b""), key=bytes(length))


@pytest.mark.rule("R48")
def test_a_bit_flipped_anywhere_in_a_small_archive_is_named() -> None:
    data = archived(b"a short message")
    for place in range(len(data)):
        for bit in range(8):
            spoilt = bytearray(data)
            spoilt[place] ^= 1 << bit
            expected = ArchiveTruncated if place >= len(data) - 12 else ArchiveDamaged
            with pytest.raises(expected) as damage:
                reader(bytes(spoilt))
            if isinstance(damage.value, ArchiveDamaged):
                assert damage.value.chunk == (None if place < HEAD + PREFIX else 0)


@given(place=st.integers(0, 3 * (CHUNK + 16) + 20), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_a_bit_flipped_in_a_chunk_is_named_with_its_number_and_others_stay_readable(
    place: int, bit: int
) -> None:
    plaintext = pattern(3 * CHUNK + 5)[: 3 * CHUNK + 5]
    spoilt = bytearray(archived(plaintext))
    spoilt[HEAD + PREFIX + place] ^= 1 << bit
    number = place // (CHUNK + 16)
    with pytest.raises(ArchiveDamaged) as damage:
        b"".join(reader(bytes(spoilt)).chunks())
    assert damage.value.chunk == number
    if number != 3:
        other = (number + 1) % 3
        assert reader(bytes(spoilt)).read(other * CHUNK, 10) == plaintext[other * CHUNK : other * CHUNK + 10]


def test_a_small_archive_cut_anywhere_is_truncated() -> None:
    data = archived(b"a short message")
    for length in range(len(data)):
        with pytest.raises(ArchiveTruncated):
            reader(data[:length])


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_an_archive_cut_between_chunks_with_a_forged_end_is_found_out(chunks: int) -> None:
    data = archived(pattern(3 * CHUNK)[: 3 * CHUNK])
    body = data[HEAD : HEAD + PREFIX + chunks * (CHUNK + 16)]
    forged = data[:HEAD] + body + len(body).to_bytes(8, "big") + b"end\n"
    with pytest.raises(ArchiveTruncated):
        reader(forged)


def test_an_archive_cut_in_a_chunk_with_a_forged_end_is_found_out() -> None:
    data = archived(pattern(CHUNK + 900)[: CHUNK + 900])
    body = data[HEAD : HEAD + PREFIX + CHUNK - 300]
    forged = data[:HEAD] + body + len(body).to_bytes(8, "big") + b"end\n"
    with pytest.raises(ArchiveDamaged, match="chunk 0"):
        reader(forged)


def test_chunks_cannot_change_places() -> None:
    data = archived(pattern(2 * CHUNK)[: 2 * CHUNK])
    first, second = HEAD + PREFIX, HEAD + PREFIX + CHUNK + 16
    end = second + CHUNK + 16
    swapped = data[:first] + data[second:end] + data[first:second] + data[end:]
    with pytest.raises(ArchiveDamaged, match="chunk 0"):
        reader(swapped).read(0, 1)


def test_an_archive_that_shrinks_while_it_is_read_is_truncated() -> None:
    source = io.BytesIO(archived(pattern(2 * CHUNK)[: 2 * CHUNK]))
    archive = ArchiveReader(source, KEY, HERE)
    source.truncate(HEAD + PREFIX + 100)
    with pytest.raises(ArchiveTruncated, match="chunk 0 is missing"):
        archive.read(0, 1)
