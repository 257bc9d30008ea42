"""espeak-ng through ctypes, as its speak_lib.h describes it.

The library keeps global state and is licensed under the GPL: it is loaded only in
the child process (`rufschutz.adapters.speech.child`), never in the service.
"""

from __future__ import annotations

import ctypes
from typing import Final

import espeakng_loader

RATE: Final = 22_050
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_UTF8 = 1
_SPEED = 1  # espeakRATE, words a minute
_POSITION_CHARACTER = 1

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(Exception):
    """The library refused; the message is for the parent process."""


class Espeak:
    """The loaded library. One per process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0) != RATE:
            raise EspeakError("espeak-ng does not start with its own data")
        self._parts: list[bytes] = []
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)

    def _collect(self, samples: int, count: int, _events: int) -> int:
        if samples and count > 0:
            self._parts.append(ctypes.string_at(samples, 2 * count))
        return 0

    def say(self, text: str, voice: str, words_a_minute: int) -> bytes:
        """Return ``text`` spoken: 16-bit little-endian mono PCM at `RATE`; raise `EspeakError`."""
        self._parts.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EspeakError(f"espeak-ng has no voice {voice}")
        self._library.espeak_SetParameter(_SPEED, words_a_minute, 0)
        data = text.encode()
        code = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data) + 1), 0, _POSITION_CHARACTER, 0, _UTF8, None, None
        )
        if code != 0 or self._library.espeak_Synchronize() != 0:
            raise EspeakError(f"espeak-ng cannot say this text (code {code})")
        return b"".join(self._parts)
