"""``rufschutz spool``: the way on behind a damaged line, as an operator walks it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from rufschutz.cli.spool import _lines, command
from rufschutz.core.ingest.actions.passing import Damage


def test_what_is_shown_names_the_command_that_leads_on():
    damage = Damage("voice-a-1.spool", 6, "voice-a-1.spool, line 6: not a fact", 7, 12, -1, readable=False)
    told = "\n".join(_lines(damage))
    assert "lines 6 to 7 cannot be read" in told
    assert "12 whole lines wait" in told
    assert "rufschutz spool pass voice-a-1.spool --line 6" in told


def test_a_whole_line_that_is_refused_is_told_apart():
    told = _lines(Damage("voice-a-1.spool", 6, "its call never began", 6, 0, 0, readable=True))
    assert "line 6 is whole" in told[0]


@pytest.mark.parametrize("words", [[], ["pass", "voice-a-1.spool"]])
def test_nothing_is_passed_over_without_its_line(words):
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 2
