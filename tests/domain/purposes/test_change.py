"""What was agreed to never becomes something else; for the rest there is a record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.ids import PurposeId
from rufschutz.domain.purposes.change import (
    Compatibility,
    ConsentedDataError,
    IncompatibleError,
    PurposeWish,
    require_changeable,
)
from rufschutz.domain.purposes.purpose import ConsentMode, Profile, ProfileState, Purpose, StateIn, Words

RECORD = Compatibility("same matter", "patient and practice", "sound", "none", "sealed")
WISH = PurposeWish("a", "securities_duty", "handle_matter", RECORD)
MATTER = Purpose(
    PurposeId("handle_matter"), Words("x", "x"), Words("", ""), "Art. 6(1)(b) GDPR", "Art. 9(2)(h)",
    ConsentMode.NONE, (), (StateIn(Profile.PRACTICE, ProfileState.ACTIVE),),
)  # fmt: skip


def refused(wish: PurposeWish = WISH, purpose: Purpose = MATTER, *, consented: bool = False) -> None:
    require_changeable(wish, (purpose,), Profile.PRACTICE, consented=consented)


@pytest.mark.rule("R34")
def test_consented_data_keep_their_purpose_whatever_the_record_says() -> None:
    with pytest.raises(ConsentedDataError, match="securities_duty was agreed to"):
        refused(consented=True)


@pytest.mark.rule("R34")
def test_a_compatible_purpose_with_every_point_of_article_6_4_may_be_proposed() -> None:
    refused()


@pytest.mark.rule("R34")
@pytest.mark.parametrize("point", ["link", "context", "nature", "consequences", "safeguards"])
def test_each_point_is_answered(point: str) -> None:
    with pytest.raises(IncompatibleError, match=point):
        refused(replace(WISH, record=replace(RECORD, **{point: " "})))


def test_the_new_purpose_is_pursued_and_asks_for_nothing() -> None:
    with pytest.raises(ConsentedDataError):
        refused(purpose=replace(MATTER, consent=ConsentMode.STANDING))
    with pytest.raises(IncompatibleError, match="no purpose"):
        refused(purpose=replace(MATTER, states=(StateIn(Profile.PRACTICE, ProfileState.AVAILABLE),)))
    with pytest.raises(IncompatibleError, match="no purpose"):
        refused(replace(WISH, becomes="no_such"))
    with pytest.raises(IncompatibleError, match="changes nothing"):
        refused(replace(WISH, becomes="securities_duty"))
