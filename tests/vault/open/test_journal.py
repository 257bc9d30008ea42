"""A journal comes back as it was written, cut short where it was torn, or damaged and where."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain import canonical
from rufschutz.handover.codec import to_json
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.journal import (
    Gap,
    JournalDamaged,
    JournalNotBegun,
    JournalState,
    OpenedJournal,
    Sound,
    WrapDamaged,
    WrapMissing,
    WrongIngestKey,
    read_journal,
    wrap_epoch,
)
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal import frames
from rufschutz.vault.seal.frames import Kind, WrapFile
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.suite import SUITE, fingerprint, seal_to

if TYPE_CHECKING:
    from rufschutz.handover.plan import IngestKey

PARTS = (Sound(b"0123456789"), Gap(700, "full_text"), Sound(b"abc"))

parts = st.lists(
    st.binary(min_size=1, max_size=10).map(Sound)
    | st.builds(Gap, ms=st.integers(0, 10**9), reason=st.text(st.characters(codec="utf-8"), max_size=5)),
    max_size=6,
).map(tuple)


def write(journal: JournalWriter, content: tuple[Sound | Gap, ...]) -> None:
    for part in content:
        if isinstance(part, Sound):
            journal.append(part.data)
        else:
            journal.gap(part.ms, part.reason)


def read(journal: JournalWriter, private: PrivateIngestKey) -> OpenedJournal:
    return read_journal(journal.journal, journal.wrap, private)


@pytest.fixture
def written(journal: JournalWriter) -> JournalWriter:
    """A complete journal: sound, gap, sound, final."""
    write(journal, PARTS)
    journal.final()
    return journal


def ends(data: bytes) -> list[int]:
    """Where each frame of a journal ends."""
    places, place = [], 0
    while place < len(data):
        place += frames.PREFIX.size + frames.PREFIX.unpack_from(data, place)[1]
        places.append(place)
    return places


@given(content=parts, finish=st.booleans())
@settings(max_examples=30)
def test_what_was_recorded_comes_back(
    head: JournalHead,
    ingest_key: IngestKey,
    private: PrivateIngestKey,
    content: tuple[Sound | Gap, ...],
    finish: bool,
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        journal = JournalWriter.create(Path(directory), head, ingest_key)
        write(journal, content)
        journal.final() if finish else journal.close()
        opened = read(journal, private)
    assert opened.head == head
    assert opened.parts == content
    assert opened.state is (JournalState.COMPLETE if finish else JournalState.CUT_SHORT)


def test_the_length_is_that_of_the_sound(written: JournalWriter, private: PrivateIngestKey) -> None:
    opened = read(written, private)
    assert (opened.length_ms, opened.sound()) == (1300, b"0123456789abc")


def test_what_the_first_release_recorded_still_opens(vectors: Path, frozen_key: PrivateIngestKey) -> None:
    opened = read_journal(vectors / "artefact-1.journal", vectors / "artefact-1.wrap", frozen_key)
    assert opened.parts == (Sound(b"twelve b"), Sound(b"ytes"), Gap(1500, "full_text"), Sound(b"end"))
    assert (opened.state, opened.head.consent) == (JournalState.COMPLETE, "consent-1")


def test_a_journal_torn_anywhere_keeps_its_whole_records(
    written: JournalWriter, private: PrivateIngestKey
) -> None:
    whole = written.journal.read_bytes()
    frame_ends = ends(whole)
    for length in range(frame_ends[0], len(whole)):
        written.journal.write_bytes(whole[:length])
        opened = read(written, private)
        records = sum(end <= length for end in frame_ends) - 1
        assert opened.parts == PARTS[:records]
        assert opened.state is JournalState.CUT_SHORT


def test_a_torn_header_is_a_journal_that_never_began(
    written: JournalWriter, private: PrivateIngestKey
) -> None:
    whole = written.journal.read_bytes()
    for length in range(ends(whole)[0]):
        written.journal.write_bytes(whole[:length])
        with pytest.raises(JournalNotBegun):
            read(written, private)
    written.journal.unlink()
    with pytest.raises(JournalNotBegun, match="is not there"):
        read(written, private)


@pytest.mark.rule("R48")
def test_a_bit_flipped_anywhere_is_damage_with_the_record_s_number(
    written: JournalWriter, private: PrivateIngestKey
) -> None:
    whole = written.journal.read_bytes()
    frame_ends = ends(whole)
    for place in range(len(whole)):
        for bit in (place % 8, (place + 3) % 8):
            spoilt = bytearray(whole)
            spoilt[place] ^= 1 << bit
            written.journal.write_bytes(spoilt)
            with pytest.raises(JournalDamaged) as damage:
                read(written, private)
            assert damage.value.record == sum(end <= place for end in frame_ends)
            assert damage.value.file == "a1.journal"


def test_a_bit_flipped_anywhere_in_the_wrap_is_named(
    written: JournalWriter, private: PrivateIngestKey
) -> None:
    whole = written.wrap.read_bytes()
    for place in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << place % 7
        written.wrap.write_bytes(spoilt)
        with pytest.raises((WrapDamaged, WrongIngestKey), match=r"a1\.wrap"):
            read(written, private)


def test_records_cannot_change_places(written: JournalWriter, private: PrivateIngestKey) -> None:
    whole = written.journal.read_bytes()
    header, first, second = ends(whole)[:3]
    swapped = whole[:header] + whole[first:second] + whole[header:first] + whole[second:]
    written.journal.write_bytes(swapped)
    with pytest.raises(JournalDamaged, match="record 1"):
        read(written, private)


def test_nothing_follows_the_final_record(written: JournalWriter, private: PrivateIngestKey) -> None:
    whole = written.journal.read_bytes()
    binding = frames.binding(frames.header_bytes(read(written, private).head))
    written.journal.write_bytes(whole + frames.frame(binding, 5, Kind.FINAL, bytes(16)))
    with pytest.raises(JournalDamaged, match="record 5: a record after the final one"):
        read(written, private)


def test_a_journal_must_begin_with_its_header(written: JournalWriter, private: PrivateIngestKey) -> None:
    written.journal.write_bytes(frames.frame(b"", 0, Kind.DATA, b"x"))
    with pytest.raises(JournalDamaged, match="record 0: no header"):
        read(written, private)


def test_without_its_wrap_a_journal_is_destroyed(written: JournalWriter, private: PrivateIngestKey) -> None:
    written.wrap.unlink()
    with pytest.raises(WrapMissing) as missing:
        read(written, private)
    assert "Finish its destruction" in missing.value.diagnostics()


def test_a_wrap_names_the_epoch_that_opens_it(written: JournalWriter) -> None:
    assert wrap_epoch(written.wrap) == "2026-07-27"
    written.wrap.write_bytes(b"{}\n")
    with pytest.raises(WrapDamaged):
        wrap_epoch(written.wrap)


def test_another_epoch_s_key_is_told_apart_from_damage(written: JournalWriter) -> None:
    with pytest.raises(WrongIngestKey, match="of epoch 2026-07-27"):
        read(written, PrivateIngestKey.generate())


def rewrap(journal: JournalWriter, private: PrivateIngestKey, header: bytes, **changes: object) -> None:
    """Write a journal that holds ``header`` alone and a wrap that fits it but for the changes."""
    binding = frames.binding(header)
    journal.journal.write_bytes(frames.frame(b"", 0, Kind.HEADER, header))
    sealed = seal_to(private.public_key, bytes(32), frames.journal_info("e", binding))  # type: ignore[arg-type]
    record = {
        "format": frames.WRAP_FORMAT,
        "suite": SUITE,
        "key_epoch": "e",
        "key": fingerprint(private.public_key),
        "header_sha256": binding,
        "sealed_key": sealed,
    }
    wrap = WrapFile(**(record | changes))  # type: ignore[arg-type]
    journal.wrap.write_bytes(canonical.dumps(to_json(wrap)) + b"\n")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": "rufschutz-wrap/2"}, "format 'rufschutz-wrap/2' is not known"),
        ({"suite": "rot13/1"}, "suite 'rot13/1' is not known"),
        ({"key_epoch": "later"}, "does not open with its own ingest key"),
    ],
)
def test_a_strange_wrap_is_refused(
    journal: JournalWriter,
    head: JournalHead,
    private: PrivateIngestKey,
    changes: dict[str, object],
    says: str,
) -> None:
    rewrap(journal, private, frames.header_bytes(head), **changes)
    with pytest.raises(WrapDamaged, match=says):
        read(journal, private)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (b"{}", "of another version"),
        (None, "format 'rufschutz-journal/2' is not known"),
    ],
)
def test_a_header_of_another_version_is_refused(
    journal: JournalWriter, head: JournalHead, private: PrivateIngestKey, header: bytes | None, says: str
) -> None:
    later = frames.header_bytes(head).replace(b"journal/1", b"journal/2")
    rewrap(journal, private, later if header is None else header)
    with pytest.raises(JournalDamaged, match=says) as damage:
        read(journal, private)
    assert isinstance(damage.value, VaultError)
