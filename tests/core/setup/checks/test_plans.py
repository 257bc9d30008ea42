"""Any one sound that a call may need is looked for, whatever else was rendered."""

from __future__ import annotations

import pytest

from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.keys.queries import public_key
from rufschutz.handover.plan import read_plan
from rufschutz.vault.seal.signature import read_signed


@pytest.mark.parametrize("suffix", ["alaw", "ulaw"])
def test_any_one_sound_that_is_missing(house, suffix) -> None:
    house.own_clips()
    sounds = house.sounds_of_the_plan(suffix)
    assert len(sounds) > 100
    for path in sounds[::40]:
        data = path.read_bytes()
        path.unlink()
        assert house.faults() == {"clips": "1 sounds of line praxis are missing or altered"}, path.name
        path.write_bytes(data)
    assert house.faults() == {}


def test_the_names_of_reasons_are_among_the_sounds(house) -> None:
    plan = read_plan(read_signed(house.plan_file.read_bytes(), public_key(PLAN)))
    house.own_clips()
    clip = next(iter(plan.vocabulary["de"].reasons.values()))
    (house.installation.clips / f"{clip.ulaw_sha256}.ulaw").unlink()
    assert house.faults() == {"clips": "1 sounds of line praxis are missing or altered"}


def test_a_plan_that_nobody_signed(house) -> None:
    data = house.plan_file.read_bytes()
    house.plan_file.write_bytes(data.replace(b"praxis", b"praxiz", 1))
    assert "cannot be used" in house.faults()["plan"]
