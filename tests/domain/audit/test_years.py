"""Which year a moment is in, what closes one, and which tiles nothing needs any more."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rufschutz.domain.audit.checkpoint import Checkpoint, read_checkpoint
from rufschutz.domain.audit.tiles import tiles_of
from rufschutz.domain.audit.years import base_of, closing, edge, gone, year_of
from rufschutz.domain.moments import Millis

TURN = Millis(1_798_758_000_000)


def test_the_year_turns_where_the_controller_is():
    assert year_of(TURN, ZoneInfo("Europe/Berlin")) == 2027
    assert year_of(TURN, ZoneInfo("UTC")) == 2026


def test_a_closing_is_a_checkpoint_that_says_so(signer):
    note = closing(Checkpoint("log.example.org", 7, b"\2" * 32), 2026, signer.key, signer.sign)
    assert read_checkpoint(note).size == 7
    assert note.split("\n")[3] == "year 2026 closed"


@pytest.mark.parametrize("end", [1, 255, 256, 700, 65_536, 65_537, 200_000])
def test_what_goes_and_what_stays_are_all_hash_tiles_of_that_size(end):
    base = base_of(end)
    assert 0 <= end - base < 256
    dropped = set(gone(0, base))
    left = [tile for tile in tiles_of(base) if tile not in dropped]
    assert left == list(edge(base))
