"""A recording's labels follow the keys that are left; its view never holds sound."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.keys.actions import destroy_wraps
from rufschutz.core.recordings.queries import find, labels_of, may_play, recording
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import ArtefactId, PurposeId

MATTER = PurposeId("handle_matter")


@pytest.mark.usefixtures("scope")
def test_purposes_are_those_that_still_have_a_key(office, owner):
    caller = office.recorded()
    labels = labels_of(find(office.tenant, caller.artefact))
    assert (labels.purposes, labels.consent) == ({"record_matter"}, ConsentState.GIVEN)
    destroy_wraps(office.tenant, [caller.artefact])
    assert labels_of(find(office.tenant, caller.artefact)).purposes == frozenset()
    assert not may_play(owner, caller.artefact, office.now)


def test_its_state_is_shown_to_who_may_see_the_call(office, owner, operator):
    caller = office.recorded()
    seen = recording(owner, MATTER, caller.artefact, office.now)
    assert (seen.call, seen.length, seen.audible) == (caller.id, 2000, True)
    with pytest.raises(AccessDenied):
        recording(operator, MATTER, caller.artefact, office.now)
    with pytest.raises(NotFound):
        recording(owner, MATTER, ArtefactId("0" * 32), office.now)
