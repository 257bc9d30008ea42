"""A line of the spool is exactly what was written, or it is named."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.ids import EpochId, FactId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.spool.records import (
    FORMAT,
    Envelope,
    SpoolDamaged,
    SpoolHead,
    envelope_bytes,
    fact_line,
    head_line,
    parse_head,
    parse_line,
)

FILE = "v-1-3.spool"
HEAD = SpoolHead(FORMAT, "v-1", 3, "suite", EpochId("e"), b"key")
ENVELOPE = Envelope("v-1", 3, 7, "note/1", FactId("f"), TenantId("t"), Millis(5))


def line(envelope: Envelope = ENVELOPE, sealed: bytes = b"\xab\xcd") -> bytes:
    return fact_line(envelope_bytes(envelope), sealed)[:-1]


def test_the_head_is_read_back() -> None:
    assert parse_head(FILE, head_line(HEAD)[:-1]) == HEAD


@given(st.binary(), st.text(st.characters(codec="utf-8")))
def test_a_line_is_one_line_whatever_it_holds(sealed: bytes, text: str) -> None:
    envelope = dataclasses.replace(ENVELOPE, fact=FactId(text))
    written = fact_line(envelope_bytes(envelope), sealed)
    assert written.count(b"\n") == 1
    read = parse_line(FILE, HEAD, 7, written[:-1])
    assert (read.envelope, read.sealed, read.envelope_bytes) == (envelope, sealed, envelope_bytes(envelope))


def test_a_line_without_its_payload_is_refused() -> None:
    with pytest.raises(SpoolDamaged, match=rf"^{FILE}, line 7: the sealed payload is missing"):
        parse_line(FILE, HEAD, 7, envelope_bytes(ENVELOPE))


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (dataclasses.replace(HEAD, format="rufschutz-spool/2"), "format 'rufschutz-spool/2' is not known"),
        (dataclasses.replace(HEAD, epoch=4), "belongs to another file"),
        (dataclasses.replace(HEAD, writer="v"), "belongs to another file"),
    ],
)
def test_a_strange_head_is_refused(head: SpoolHead, says: str) -> None:
    with pytest.raises(SpoolDamaged, match=rf"^{FILE}, line 0: .*{says}"):
        parse_head(FILE, head_line(head)[:-1])


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"", "not a fact"),
        (b"{}\tab", "not a fact"),
        (line() + b"0", "not a fact"),
        (line(sealed=b"") + b"AB", "not in lower-case hex"),
        (line(dataclasses.replace(ENVELOPE, epoch=2)), "written to another file"),
        (line(dataclasses.replace(ENVELOPE, sequence=8)), "expected fact 7, found fact 8"),
    ],
)
def test_a_line_that_cannot_stand_there_is_named(written: bytes, says: str) -> None:
    with pytest.raises(SpoolDamaged, match=says) as damage:
        parse_line(FILE, HEAD, 7, written)
    assert (damage.value.file, damage.value.sequence) == (FILE, 7)
