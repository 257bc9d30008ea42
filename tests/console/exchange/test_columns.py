"""The help names every column and every value that is taken over, for the profile at hand."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.console.exchange.columns import columns
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import PROFILES, shipped_policy
from rufschutz.domain.consent.imports import COLUMNS, ImportLine, ImportRefused, check
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.purposes.purpose import ConsentMode

TODAY = dt.date(2026, 9, 1)


def taken(profile: str, **cells: str) -> bool:
    """Return whether a line is taken over where this profile is in force."""
    modes = {
        PurposeId(row.id): ConsentMode(row.consent)
        for row in shipped_policy(profile).purposes
        if row.availability is not Availability.NEVER
    }
    line = {"number": "+493023125042", "collected_on": "2026-03-01", "source": "Papier", "evidence": "1"}
    try:
        check([ImportLine(2, line | cells)], modes, TODAY)
    except ImportRefused:
        return False
    return True


@pytest.mark.parametrize("profile", PROFILES)
def test_each_purpose_named_is_taken_and_no_other(profile: str) -> None:
    told = {column.name: column for column in columns(shipped_policy(profile), "de")}
    assert tuple(told) == COLUMNS
    named = {value for value, _words in told["purpose"].values}
    more = {"advertise": {"channel": "phone", "product": "Vorsorge"}}
    for purpose in shipped_policy(profile).purposes:
        assert taken(profile, purpose=purpose.id, **more.get(purpose.id, {})) is (purpose.id in named)


def test_each_channel_named_is_taken_where_advertising_may_be() -> None:
    (channel,) = (column for column in columns(shipped_policy("O"), "de") if column.name == "channel")
    assert [value for value, _words in channel.values] == ["mail", "phone", "post", "sms"]
    for value, _words in channel.values:
        assert taken("O", purpose="advertise", channel=value, product="Vorsorge")


def test_a_practice_leaves_the_columns_of_advertising_empty() -> None:
    told = {column.name: column for column in columns(shipped_policy("P"), "de")}
    assert told["channel"].words.startswith("bleibt leer")
    assert told["product"].values == ()
