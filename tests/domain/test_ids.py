from __future__ import annotations

from typing import NewType

from rufschutz.domain import ids


def test_every_name_is_a_type_of_its_own_and_costs_nothing():
    kinds = [kind for kind in vars(ids).values() if isinstance(kind, NewType)]
    assert len(kinds) >= 15
    assert {kind.__supertype__ for kind in kinds} == {str, int}
    assert ids.CallId("x") == "x"
