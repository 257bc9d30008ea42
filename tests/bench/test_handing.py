"""What the bench hands over is what voice would: the reader of the spool takes every line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.bench.handing import FACTS_OF_A_RECORDED_CALL, Voice
from rufschutz.domain.ids import EpochId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.plan import IngestKey
from rufschutz.handover.spool import read_lines, spool_files
from rufschutz.vault.open.journal import read_journal
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal.suite import SUITE


@pytest.fixture
def private():
    return PrivateIngestKey.generate()


@pytest.fixture
def office(tmp_path, private):
    key = IngestKey(EpochId("1" * 32), SUITE, private.public_key)
    desk = SimpleNamespace(spool=tmp_path / "spool", journals=tmp_path / "journals")
    desk.spool.mkdir()
    desk.journals.mkdir()
    return SimpleNamespace(
        tenant=TenantId("a" * 32), desk=desk, ingest_key=lambda: key, spool_key=lambda: key
    )


def test_a_recorded_call_has_its_facts_and_a_whole_journal(office, private):
    with Voice(office, 1) as voice:
        voice.recorded(Millis(1_790_000_000_000))
        voice.refused(Millis(1_790_000_000_000))
    (file,) = spool_files(office.desk.spool)
    assert len(list(read_lines(file.path, 0))) == FACTS_OF_A_RECORDED_CALL + 2
    (journal,) = office.desk.journals.glob("*.journal")
    opened = read_journal(journal, journal.with_suffix(".wrap"), private)
    assert opened.length_ms == 2000
