"""What a hold and a restriction do to the keys of a call, and what they give back."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions.keys import close_to_claims, close_to_others, give_back, open_for_claims
from rufschutz.core.keys.queries import wraps_of
from rufschutz.domain.access.table import CLAIMS, RECORD


def purposes(safe) -> set[str]:
    found = wraps_of(safe.office.tenant, [safe.caller.artefact])
    return {wrap.purpose for wrap in found.get(safe.caller.artefact, ())}


@pytest.mark.rule("R51")
def test_keys_are_made_left_and_given_back(safe, now):
    with tenant_scope(safe.office.tenant):
        open_for_claims(safe.keys, safe.call, now)
        assert purposes(safe) == {RECORD, CLAIMS}
        close_to_others(safe.call)
        assert purposes(safe) == {CLAIMS}
        give_back(safe.keys, safe.call, now)
        assert purposes(safe) == {RECORD, CLAIMS}
        close_to_claims(safe.call)
        assert purposes(safe) == {RECORD}


@pytest.mark.rule("R51")
def test_nothing_is_given_back_while_a_restriction_stands_nor_taken_while_a_hold_does(safe, now):
    safe.restrict(now)
    with tenant_scope(safe.office.tenant):
        give_back(safe.keys, safe.call, now)
        close_to_claims(safe.call)
    assert purposes(safe) == {CLAIMS}
