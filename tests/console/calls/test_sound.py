from __future__ import annotations

import asyncio

from rufschutz.console.calls.g711 import Law
from rufschutz.console.calls.sound import answer
from rufschutz.console.calls.wav import Wav


class Octets:
    def __init__(self, sound: bytes) -> None:
        self.sound = sound

    def read(self, offset: int, length: int) -> bytes:
        return self.sound[offset : offset + length]


SOUND = bytes(range(256)) * 400
WAV = Wav(Law.A, len(SOUND), 8000)


def test_an_asynchronous_server_sends_the_same_bytes() -> None:
    async def read() -> bytes:
        response = answer(None, WAV, Octets(SOUND), lambda _: None)
        return b"".join([part async for part in response])

    assert asyncio.run(read()) == b"".join(answer(None, WAV, Octets(SOUND), lambda _: None))


def test_closing_tells_once_what_was_heard(db: None) -> None:
    told: list[int] = []
    response = answer(None, WAV, Octets(SOUND), told.append)
    b"".join(response)
    response.close()
    response.close()
    assert told == [len(SOUND) // 8]


def test_a_client_that_goes_away_heard_what_went_out(db: None) -> None:
    told: list[int] = []
    response = answer(None, WAV, Octets(SOUND), told.append)

    async def leave() -> int:
        parts = aiter(response)
        sent = len(await anext(parts)) + len(await anext(parts))
        await parts.aclose()
        return sent

    sent = asyncio.run(leave())
    response.close()
    assert told == [(sent - 44) // 16]


def test_nothing_is_heard_where_nothing_could_be_sent() -> None:
    told: list[int] = []
    assert answer("bytes=9999999-", WAV, Octets(SOUND), told.append).status_code == 416
    assert told == [0]
