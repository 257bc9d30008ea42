"""Every table with a due date has a shredder, and there is one place to look."""

from __future__ import annotations

import pytest
from django.apps import apps

from rufschutz.core.base import TenantRow
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.shredders import SHREDDERS, due_on, place_of
from rufschutz.domain.moments import Millis

OTHERWISE = {
    "recordings.Use": "ends with its recording, or before (actions.uses)",
    "retention.Erasure": "says what was due; it is what is left",
    "glass.EmergencyAccess": "ends with who looked at what (glass.actions.forget_due)",
    "retention.StopWish": "ends with the log of its answer (retention.actions.wishing.forget_wishes)",
    "approvals.Proposal": "when a proposal takes effect, not when it goes",
    "purposes.PurposeChange": "ends with decided proposals (purposes.actions.publication.forget_decided)",
}
"""Tables with a moment called due that no shelf reads, and why."""


@pytest.mark.rule("R43")
def test_every_shelf_has_its_shredder():
    assert set(SHREDDERS) == set(Shelf)


@pytest.mark.rule("R43")
def test_every_table_with_a_due_date_has_a_shredder():
    dated = {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, TenantRow) and {"due_at"} & {field.name for field in model._meta.fields}
    }
    shredded = {shredder.table._meta.label for shredder in SHREDDERS.values()}
    assert dated == shredded | set(OTHERWISE), "a table that a sweep must empty needs a shredder"
    assert shredded.isdisjoint(OTHERWISE)


def test_only_what_sounds_has_keys_and_ciphertext():
    assert [shelf for shelf, shredder in SHREDDERS.items() if shredder.sounding] == [Shelf.RECORDINGS]


def test_a_kind_is_found_where_it_lies():
    assert place_of("recording_matter") == (Shelf.RECORDINGS,)
    assert place_of("staff_basis") == (Shelf.STAFF_ANSWERS, Shelf.AGREEMENTS)
    assert place_of("live_audio") == ()


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("shelf", list(Shelf))
def test_every_shelf_can_be_asked_and_emptied(office, shelf):
    assert due_on(shelf, Millis(0)) == ()
    SHREDDERS[shelf].scrub([], office.now)
