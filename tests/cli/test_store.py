"""``rufschutz store check``: in words, as JSON, and with a status that a program can read."""

from __future__ import annotations

import json

import pytest


@pytest.mark.rule("R48")
def test_a_store_in_order_is_told_and_one_altered_byte_is_named(seeded, tmp_path):
    office = seeded.copy(tmp_path)
    done = office.run("store", "check", "--read")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 differences" in done.stdout
    assert "0 altered" in done.stdout
    blob = next(path for path in sorted((office.data / "blobs").glob("??/*")) if path.is_file())
    data = bytearray(blob.read_bytes())
    data[-40] ^= 1
    blob.write_bytes(data)
    done = office.run("store", "check", "--read", "--json")
    assert done.returncode == 1
    (told,) = json.loads(done.stdout)
    assert (told["altered"], told["open"], told["missing"]) == (1, {"artefact_altered": 1}, 0)
    done = office.run("store", "check")
    assert "A recording is not what was stored." in done.stdout
