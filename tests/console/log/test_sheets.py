"""How the log stands in words: whole or not, who witnessed it and when, until when backups remember."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.console.log.sheets import state
from rufschutz.core.audit.standing import Files, Standing, Word
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions import incident
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from console_stage import Stage


@pytest.fixture
def say(stage: Stage):
    viewer = SimpleNamespace(actor=SimpleNamespace(tenant=stage.tenant), zone="Europe/Berlin")

    def said(files=Files.WHOLE, word=None):
        return state(Standing(files, word), viewer, Clock().now())

    return said


def test_whole_files_are_ticked_and_altered_ones_crossed(say) -> None:
    assert say()[0].good is True
    assert say(Files.NONE)[0].good is None
    for files in (Files.OTHER_CHECKPOINT, Files.OTHER_TILES, Files.MISSING):
        fact = say(files)[0]
        assert (fact.good, "rufschutz check" in fact.more) == (False, True)


def test_an_entry_that_was_altered_stays_crossed_until_it_is_settled(say, stage: Stage) -> None:
    assert say()[1].good is None, "never checked"
    with tenant_scope(stage.tenant):
        incident(stage.tenant, IncidentKind.LOG_ALTERED, "entry 7", (), Clock().now())
    assert (say()[1].good, say()[1].value) == (False, "1 Abweichung ist nicht geklärt")


def test_a_witness_is_named_with_the_age_of_its_word(say) -> None:
    assert say()[2].good is None
    now = Clock().now()
    fresh = say(word=Word("witness.example.org", 90, Millis(now - 3 * DAY), 10))[2]
    assert (fresh.good, "vor 3 Tagen" in fresh.value) == (True, True)
    assert fresh.more == "Seither sind 10 dazugekommen."
    assert say(word=Word("witness.example.org", 90, Millis(now - 40 * DAY), 10))[2].good is False


def test_until_when_backups_remember_is_said(say) -> None:
    assert say()[3].value == "sofort: Es gibt keine Schlüsselsicherung."
