"""One's own answers and the works agreement, as they are shown."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.console.team import sheets
from rufschutz.core.consent.answers import AgreementView
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState
from rufschutz.domain.ids import PersonId, PurposeId
from rufschutz.domain.moments import Millis

QUALITY = PurposeId("quality")
TODAY = dt.date(2026, 9, 21)
ZONE = "Europe/Berlin"
NO, YES = CouncilState.NONE, ConsentState.GIVEN


def test_a_yes_can_be_taken_back_and_a_no_turned_into_one() -> None:
    given = sheets.answer(QUALITY, "Qualität", YES, NO)
    assert (given.given, given.refused, given.sign.words) == (True, False, "Ja")
    refused = sheets.answer(QUALITY, "Qualität", ConsentState.REFUSED, NO)
    assert (refused.given, refused.refused, refused.sign.look) == (False, True, "none")


def test_a_yes_is_not_enough_where_the_agreement_is_missing() -> None:
    assert sheets.answer(QUALITY, "Qualität", YES, CouncilState.PENDING).sign.look == "none"
    assert sheets.answer(QUALITY, "Qualität", YES, None).sign.look == "none"


@pytest.mark.django_db
def test_an_agreement_past_its_last_day_is_said_to_be_over() -> None:
    signed = AgreementView(
        CouncilState.SIGNED,
        dt.date(2026, 1, 2),
        TODAY,
        "BV 3/2026",
        PersonId("9" * 32),
        Millis(1_790_000_000_000),
    )
    shown = sheets.agreement(signed, TODAY, ZONE)
    assert (shown.agreed_on, shown.ends_on, shown.document, shown.over) == (
        "02.01.2026",
        "21.09.2026",
        "BV 3/2026",
        False,
    )
    assert shown.entered.endswith("unbekannt")
    late = sheets.agreement(signed, TODAY + dt.timedelta(days=1), ZONE)
    assert (late.over, late.state) == (True, "Die Betriebsvereinbarung ist abgelaufen.")


def test_where_nobody_has_said_anything_that_is_said() -> None:
    shown = sheets.agreement(None, TODAY, ZONE)
    assert shown.state == "Niemand hat bisher eingetragen, ob es einen Betriebsrat gibt."
    assert not shown.entered
