from __future__ import annotations

import pytest

from rufschutz.console.purposes.wishes import UnreadableWishError, draft
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.moments import PeriodError


def test_a_purpose_is_switched_and_nothing_else() -> None:
    policy = shipped_policy("P")
    changed = draft({"purpose": "remind", "state": "active", "reason": "x"}).change(policy)
    found = changed.purpose("remind")
    assert found is not None
    assert found.availability is Availability.ACTIVE
    assert changed.rules == policy.rules


def test_another_period_is_written_in_days() -> None:
    wanted = draft({"kind": "recording_matter", "days": " 3 ", "reason": "x"})
    rule = wanted.change(shipped_policy("P")).rule("recording_matter")
    assert rule is not None
    assert rule.period == "P3D"


def test_material_names_the_purposes_that_callers_are_told_otherwise_about() -> None:
    period = {"kind": "recording_matter", "days": "3", "purposes": "record_matter quality"}
    assert draft({**period, "material": "on"}).material == ("record_matter", "quality")
    assert draft(period).material == ()
    assert draft({"purpose": "remind", "state": "active", "material": "on"}).material == ("remind",)


@pytest.mark.parametrize(
    "form", [{}, {"purpose": "remind", "state": "never"}, {"purpose": "remind", "state": ""}, {"days": "3"}]
)
def test_a_form_that_says_nothing_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(UnreadableWishError):
        draft(form)


@pytest.mark.parametrize("days", ["", "x", "1.5", "-1"])
def test_days_are_whole(days: str) -> None:
    with pytest.raises(PeriodError):
        draft({"kind": "recording_matter", "days": days})


def test_what_is_not_there_cannot_be_changed() -> None:
    for form in ({"purpose": "dreams", "state": "active"}, {"kind": "dreams", "days": "3"}):
        with pytest.raises(UnreadableWishError):
            draft(form).change(shipped_policy("P"))
