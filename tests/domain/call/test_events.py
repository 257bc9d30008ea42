from __future__ import annotations

import dataclasses
import typing

import pytest

from rufschutz.domain.call import events


@pytest.mark.parametrize("event", typing.get_args(events.Event))
def test_every_event_says_first_when_it_happened_and_cannot_be_changed(event):
    assert dataclasses.fields(event)[0].name == "at"
    assert event.__dataclass_params__.frozen


def test_a_telephone_has_twelve_keys():
    assert "".join(sorted(events.Key)) == "#*0123456789"
