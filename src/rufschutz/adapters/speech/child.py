"""The child process that speaks: requests on standard input, sound on standard output.

Input is a JSON list of ``[text, voice, words a minute]``; output is, for each in
order, a little-endian 32-bit length in bytes and the PCM. A failure is one line on
standard error and status 1. It opens no file but the library's own data.
"""

from __future__ import annotations

import json
import struct
import sys

from rufschutz.adapters.speech.espeak import Espeak, EspeakError


def main() -> int:
    """Speak every request; return the exit status."""
    try:
        engine = Espeak()
        for text, voice, rate in json.load(sys.stdin.buffer):
            sound = engine.say(text, voice, rate)
            sys.stdout.buffer.write(struct.pack("<I", len(sound)) + sound)
    except (EspeakError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
