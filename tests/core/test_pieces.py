"""A long answer leaves in pieces, and what makes the pieces is closed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync

from rufschutz.core.pieces import PIECE, PiecewiseResponse, gathered

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_small_pieces_leave_together_and_none_is_lost() -> None:
    pieces = list(gathered(iter(["ä" * 1000] * 200)))
    assert len(pieces) == 4
    assert len(pieces[0].decode()) >= PIECE
    assert b"".join(pieces).decode() == "ä" * 200_000


def test_who_breaks_off_closes_the_source() -> None:
    closed = []

    def source() -> Iterator[str]:
        try:
            while True:
                yield "x" * PIECE
        finally:
            closed.append(True)

    leaving = gathered(source())
    assert next(leaving)
    leaving.close()  # type: ignore[attr-defined]  # a generator
    assert closed == [True]


def test_an_asynchronous_server_gets_the_same_bytes() -> None:
    async def all_of(response: PiecewiseResponse) -> bytes:
        return b"".join([part async for part in response])

    assert async_to_sync(all_of)(PiecewiseResponse(iter([b"a", b"b", b"c"]))) == b"abc"
