from __future__ import annotations

import pytest

from rufschutz.voice.house import CallIds


def test_ids_are_new_and_playbacks_count_up():
    drawn = iter(("a", "b", "c"))
    ids = CallIds(lambda: next(drawn), lambda _bits: 0)
    assert [ids.fact(), ids.artefact(), ids.fact()] == ["a", "b", "c"]
    assert [ids.playback(), ids.playback()] == [1, 2]


@pytest.mark.rule("R11")
def test_a_receipt_is_nine_digits_and_each_row_of_them_is_as_likely():
    drawn = iter((10**9, 2**30 - 1, 10**9 - 1, 7))
    ids = CallIds(lambda: "", lambda bits: next(drawn) if bits == 30 else -1)
    assert [ids.receipt(), ids.receipt()] == ["999999999", "000000007"]
