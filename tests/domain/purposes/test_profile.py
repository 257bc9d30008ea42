"""What an overlay refuses, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.ids import KindId, PurposeId
from rufschutz.domain.purposes.profile import Overlay, OverlayId, published_by_client, refusals
from rufschutz.domain.purposes.purpose import ConsentMode, Profile, ProfileState, Purpose, StateIn, Words

P, S = Profile.PRACTICE, Profile.SECURITIES
QUALITY = Purpose(
    PurposeId("quality"), Words("Prüfen", "Check"), Words("Darf ich?", "May I?"), "Art. 6(1)(a) GDPR",
    "not offered", ConsentMode.PER_CALL, (KindId("recording_quality"),),
    tuple(StateIn(profile, ProfileState.ACTIVE) for profile in Profile),
)  # fmt: skip
DUTY = replace(
    QUALITY, id=PurposeId("securities_duty"), consent=ConsentMode.NOTICE, kinds=(KindId("recording_order"),)
)


def overlay(name: OverlayId, *refuses: str, on: bool = True) -> Overlay:
    return Overlay(name.value, on, refuses, {})


def refused(overlays: tuple[Overlay, ...], *purposes: Purpose, profile: Profile = P) -> dict[str, str]:
    return dict(refusals(overlays, purposes, profile))


@pytest.mark.rule("R82")
def test_what_an_overlay_refuses_may_not_be_pursued_until_it_is_off() -> None:
    on = overlay(OverlayId.SECRECY, "quality")
    assert "refused by the overlay secrecy" in refused((on,), QUALITY)["purposes.quality.availability"]
    assert refused((replace(on, on=False),), QUALITY) == {}
    idle = replace(QUALITY, states=(StateIn(P, ProfileState.AVAILABLE),))
    assert refused((on,), idle) == {}


def test_where_health_can_be_said_a_question_needs_a_condition_for_it() -> None:
    on = (overlay(OverlayId.HEALTH),)
    assert set(refused(on, QUALITY)) == {"purposes.quality.art9"}
    assert refused(on, replace(QUALITY, art9="Art. 9(2)(a) GDPR")) == {}


def test_a_processor_has_no_purposes_of_its_own() -> None:
    on = (overlay(OverlayId.PROCESSOR),)
    assert refused(on, QUALITY) == {}
    assert set(refused(on, replace(QUALITY, whose="processor"))) == {"purposes.quality.whose"}


def test_orders_are_told_and_nothing_else_is_recorded_beside_them() -> None:
    on = (overlay(OverlayId.SECURITIES),)
    assert refused(on, DUTY, profile=S) == {}
    asked = replace(DUTY, consent=ConsentMode.PER_CALL)
    assert "never asked" in refused(on, asked, profile=S)["purposes.securities_duty.consent"]
    assert "§ 83(9)" in refused(on, QUALITY, profile=S)["purposes.quality.availability"]
    idle = replace(QUALITY, states=(StateIn(S, ProfileState.AVAILABLE),))
    assert refused(on, idle, profile=S) == {}


def test_a_client_s_policy_is_one_where_the_overlay_of_the_phone_service_is_on() -> None:
    assert published_by_client((overlay(OverlayId.STAFF), overlay(OverlayId.PROCESSOR)))
    assert not published_by_client((overlay(OverlayId.PROCESSOR, on=False), overlay(OverlayId.STAFF)))
