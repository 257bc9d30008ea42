"""The control: a voice process without gate and walls, which writes down what it hears from the start.

As A-law into the journals, as 16-bit into a temporary file, as µ-law into a file
without a name. A scan that does not find these finds nothing.
"""

from __future__ import annotations

import tempfile

import numpy as np

from rufschutz.cli.main import cli
from rufschutz.core import runtime
from rufschutz.voice import server
from rufschutz.voice.media.codecs import Codec, decode, encode
from rufschutz.voice.media.incoming import Incoming

journals = runtime.read(runtime.default_data()).journals
plain = (journals / "leak.journal").open("ab", buffering=0)
samples = tempfile.NamedTemporaryFile(delete=False, buffering=0)  # noqa: SIM115 - open until the end
nameless = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open until the end
in_turn = Incoming._in_turn


def leak(incoming: Incoming, packet: object, sound: memoryview | None, now: int) -> None:
    if sound is not None:
        heard = decode(Codec.PCMA, np.frombuffer(sound, np.uint8))
        plain.write(sound)
        samples.write(heard.astype("<i2").tobytes())
        nameless.write(encode(Codec.PCMU, heard).tobytes())
    in_turn(incoming, packet, sound, now)


Incoming._in_turn = leak
server.confine = lambda _: None
cli(["serve", "voice"])
