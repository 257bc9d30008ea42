"""Facts come back out of a spool file, and any altered byte of it is named."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.ids import FactId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.spool import SpoolDamaged, SpoolWriter, read_head, read_lines
from rufschutz.vault.open.spool import SpoolOpener
from rufschutz.vault.open.suite import CannotOpen, PrivateIngestKey
from rufschutz.vault.seal.spool import SpoolSealer
from rufschutz.vault.seal.suite import SuiteError

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.handover.plan import IngestKey

PAYLOADS = [b"", b"a number", b"\xff" * 20]


@pytest.fixture
def file(tmp_path: Path, ingest_key: IngestKey) -> Path:
    """A file of three sealed facts."""
    spool = SpoolWriter.open(tmp_path, "v1", 1, SpoolSealer.create(ingest_key))
    for number, payload in enumerate(PAYLOADS):
        spool.append("note/1", FactId(f"f{number}"), TenantId("t"), Millis(number), payload)
    spool.close()
    return spool.path


def opened(path: Path, private: PrivateIngestKey) -> list[bytes]:
    opener = SpoolOpener.create(read_head(path), private)
    return [opener.open(line) for line in read_lines(path)]


def test_what_was_appended_comes_back(file: Path, private: PrivateIngestKey) -> None:
    assert opened(file, private) == PAYLOADS
    assert b"a number".hex().encode() not in file.read_bytes()


def test_what_the_first_release_spooled_still_opens(vectors: Path, frozen_key: PrivateIngestKey) -> None:
    assert opened(vectors / "voice-1.spool", frozen_key) == [b"first fact", b"second fact"]


def test_another_epoch_s_key_does_not_open(file: Path) -> None:
    with pytest.raises(CannotOpen, match=r"v1-1\.spool, line 0: .*epoch 2026-07-27"):
        SpoolOpener.create(read_head(file), PrivateIngestKey.generate())


def test_a_head_claiming_another_epoch_does_not_open(file: Path, private: PrivateIngestKey) -> None:
    head = dataclasses.replace(read_head(file), key_epoch="2026-07-28")  # type: ignore[arg-type]
    with pytest.raises(CannotOpen):
        SpoolOpener.create(head, private)


def test_an_unknown_suite_is_refused(file: Path, private: PrivateIngestKey) -> None:
    with pytest.raises(SuiteError, match=r"v1-1\.spool is sealed with 'rot13/1'"):
        SpoolOpener.create(dataclasses.replace(read_head(file), suite="rot13/1"), private)


@pytest.mark.parametrize("field", ["type", "fact", "tenant", "at"])
def test_a_changed_envelope_is_named(file: Path, private: PrivateIngestKey, field: str) -> None:
    old, new = {
        "type": (b"note/1", b"note/2"),
        "fact": (b'"f1"', b'"f9"'),
        "tenant": (b'"tenant":"t"', b'"tenant":"u"'),
        "at": (b'"at":1', b'"at":7'),
    }[field]
    head, one, two, three = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(head + one + two.replace(old, new) + three)
    with pytest.raises(SpoolDamaged, match=r"v1-1\.spool, line 2: envelope or payload is altered"):
        opened(file, private)


def test_a_bit_flipped_anywhere_is_named_with_its_line(file: Path, private: PrivateIngestKey) -> None:
    whole = file.read_bytes()
    for place in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << place % 7
        file.write_bytes(spoilt)
        with pytest.raises(RufschutzError) as damage:
            opened(file, private)
        line = whole[:place].count(b"\n")
        assert re.match(rf"v1-1\.spool(, line {line}:| is sealed with)", str(damage.value)), (place, damage)
