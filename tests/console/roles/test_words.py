from __future__ import annotations

from rufschutz.console.roles.words import ACTIONS, DUTIES, PURPOSES, REACHES
from rufschutz.domain.access.request import Action, Obligation
from rufschutz.domain.access.table import TABLE, Reach


def test_everything_in_the_table_has_its_word() -> None:
    cells = [cell for role in TABLE.values() for cell in role.values()]
    assert set(ACTIONS) == set(Action)
    assert set(PURPOSES) == {purpose for cell in cells for purpose in cell.purposes}
    assert set(DUTIES) == set(Obligation)
    assert set(REACHES) == set(Reach)


def test_no_two_things_share_a_word() -> None:
    for words in (ACTIONS, PURPOSES, DUTIES, REACHES):
        assert len({str(word) for word in words.values()}) == len(words)
