"""The library as its header describes it, in a process of its own."""

from __future__ import annotations

import subprocess
import sys


def test_faster_is_shorter() -> None:
    code = (
        "from rufschutz.adapters.speech.espeak import Espeak\n"
        "e = Espeak()\n"
        "slow, fast = (len(e.say('Sie haben zugestimmt', 'gmw/de', rate)) for rate in (140, 220))\n"
        "print(slow > 1.3 * fast > 10_000)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "True\n"
    )
