"""A call has one state per purpose; its events stand as they were written."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from rufschutz.core.consent.models import Consent, ConsentEvent


@pytest.mark.usefixtures("scope")
def test_two_states_for_one_purpose_cannot_be(office):
    office.recorded()
    row = Consent.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    "column",
    [
        "call",
        "at",
        "promised",
        "grounded",
        "text",
        "tenant_id",
        "refused_by",
        "number_index",
        "channel",
        "product",
    ],
)
def test_the_database_refuses_to_rewrite_an_event(office, column):
    office.recorded()
    value = {"at": 1, "grounded": False}.get(column, "x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        QuerySet(ConsentEvent).update(**{column: value})


@pytest.mark.usefixtures("scope")
def test_due_dates_may_be_set(office):
    office.recorded()
    assert ConsentEvent.objects.update(due_at=1) == 1


@pytest.mark.usefixtures("scope")
def test_the_database_refuses_to_take_an_event_out_that_no_erasure_names(office):
    office.recorded()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ConsentEvent.objects.all().delete()
    assert ConsentEvent.objects.count() == 1
