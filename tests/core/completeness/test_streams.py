"""What exists of an artefact, gathered from every table; see also actions/test_check.py."""

from __future__ import annotations

import pytest
from django.db import transaction

from rufschutz.core.completeness import streams

pytestmark = pytest.mark.usefixtures("scope")


def test_the_second_look_sees_what_the_first_saw(office):
    names = [office.recorded(name).artefact for name in "123"]
    with transaction.atomic():
        again = list(streams.some(office.tenant, names))
    assert again == list(streams.everything(office.tenant))
    assert [found.began for found in again] == [1_789_948_800_000] * 3
    assert all(found.thing.born and found.sounding and not found.unstored for found in again)
