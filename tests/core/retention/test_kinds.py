"""Every kind of data and every table with a due date has something that erases it."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps

from rufschutz.core.base import TenantRow
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.actions.sweep import _scrub
from rufschutz.core.retention.due import Shelf, due_on
from rufschutz.core.retention.kinds import KEPT_ELSEWHERE, NOT_STORED, ON_SHELVES
from rufschutz.domain.moments import Millis

READ_BY = {
    "recordings.Recording": Shelf.RECORDINGS,
    "recordings.Use": "ends with its recording, or before (actions.uses)",
    "matters.Matter": Shelf.MATTERS,
    "calls.Call": Shelf.CALLS,
    "consent.ConsentEvent": Shelf.CONSENTS,
    "consent.StandingWish": Shelf.WISHES,
    "consent.Receipt": Shelf.RECEIPTS,
    "consent.StaffAnswer": Shelf.STAFF_ANSWERS,
    "consent.CouncilAgreement": Shelf.AGREEMENTS,
    "retention.Erasure": "says what was due; it is what is left",
    "glass.EmergencyAccess": "ends with who looked at what (glass.actions.forget_due)",
    "approvals.Proposal": "when a proposal takes effect, not when it goes",
    "purposes.PurposeChange": "ends with decided proposals (purposes.actions.publication.forget_decided)",
}


def test_every_kind_of_data_stands_in_one_place():
    shelved = {kind for kinds in ON_SHELVES.values() for kind in kinds}
    places = Counter([*shelved, *KEPT_ELSEWHERE, *NOT_STORED])
    known = {rule.kind for profile in "POCS" for rule in shipped_policy(profile).rules}
    assert [kind for kind, count in places.items() if count > 1] == []
    assert known <= set(places), "say in core/retention/kinds.py what erases it"


def test_every_shelf_holds_something():
    assert set(ON_SHELVES) == set(Shelf)


def test_every_table_with_a_due_date_is_read_by_the_sweep():
    dated = {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, TenantRow) and {"due_at"} & {field.name for field in model._meta.fields}
    }
    assert dated == set(READ_BY)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("shelf", list(Shelf))
def test_every_shelf_can_be_asked_and_emptied(office, shelf):
    assert due_on(shelf, Millis(0)) == ()
    _scrub(shelf, [], office.now)
