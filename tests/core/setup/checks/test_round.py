"""Each seeded misconfiguration is found, by its name and by nothing else; a good installation has none."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace

import pytest
import seeds_at_rest
import seeds_at_work
from django.db import OperationalError, connection
from seeds import publish

from rufschutz.core.setup.checks import Level, check
from rufschutz.core.setup.checks.finding import Finding

SEEDS = seeds_at_rest.SEEDS | seeds_at_work.SEEDS


def test_of_a_good_installation_only_notes_are_to_be_said(house) -> None:
    assert house.faults() == {}
    assert {finding.name for finding in house.findings()} <= {"one_user", "setup_link"}
    publish(house)
    assert house.faults() == {}


@pytest.mark.parametrize("name", SEEDS)
def test_a_seeded_misconfiguration_is_found_and_nothing_else(house, name) -> None:
    sow, wanted = SEEDS[name]
    sow(house)
    assert set(house.faults()) == wanted


def test_a_database_that_does_not_answer_leaves_the_other_checks(house, monkeypatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    house.machine = replace(house.machine, swaps=True)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", away)
        assert set(house.faults()) == {"database", "swap"}


def test_the_list_is_long_enough() -> None:
    assert len({name for _, names in SEEDS.values() for name in names}) >= 25


def test_the_worst_comes_first(house) -> None:
    house.installation.root_key_file.unlink()
    house.machine = replace(house.machine, swaps=True)
    levels = [finding.level for finding in check(house.installation, house.now, house.machine)]
    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.ERROR


def test_findings_are_told_as_json(house) -> None:
    (finding,) = (each for each in house.findings() if each.name == "one_user")
    told = json.loads(json.dumps(dataclasses.asdict(finding)))
    assert Finding(**told) == finding
