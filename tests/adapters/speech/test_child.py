"""The child's protocol."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys


def child(data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "rufschutz.adapters.speech.child"],
        input=data,
        capture_output=True,
        check=False,
    )


def test_lengths_precede_the_sounds() -> None:
    done = child(json.dumps([["eins", "gmw/de", 185], ["zwei", "gmw/de", 185]]).encode())
    stream, sizes = io.BytesIO(done.stdout), []
    while head := stream.read(4):
        (size,) = struct.unpack("<I", head)
        assert len(stream.read(size)) == size
        sizes.append(size)
    assert done.returncode == 0
    assert len(sizes) == 2
    assert min(sizes) > 5_000


def test_a_refusal_is_one_line() -> None:
    done = child(json.dumps([["eins", "no/such", 185]]).encode())
    assert (done.returncode, done.stderr.decode()) == (1, "espeak-ng has no voice no/such\n")
