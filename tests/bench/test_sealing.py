from __future__ import annotations

from rufschutz.bench.sealing import SECOND, measure
from rufschutz.vault.open.archive import CHUNK


def test_journal_and_archive_are_measured_beside_the_cipher_on_equal_pieces():
    journal, written, read = measure(megabytes=1, turns=1)
    assert (journal.piece, written.piece, read.piece) == (SECOND, CHUNK, CHUNK)
    for each in (journal, written, read):
        assert each.ours > 1
        assert each.ratio == each.ours / each.cipher
