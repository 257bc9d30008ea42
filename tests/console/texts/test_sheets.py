from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.console.texts.sheets import sheet
from rufschutz.core.purposes.actions.adoption import spoken_texts
from rufschutz.core.purposes.library import Spoken, TextRow
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.moments import Millis
from rufschutz.domain.purposes.purpose import Profile


def test_what_was_never_rendered_shows_its_limit_alone() -> None:
    spoken = Spoken("de", "Danke.", 0, 8_000, (), ())
    shown = sheet(row("goodbye.noted", spoken), {})
    assert (shown.seconds, shown.spoken[0].seconds, shown.spoken[0].audible) == ("", "höchstens 8 s", False)
    assert not shown.unheard, "where nothing was rendered, nothing is known of what a line says"


def row(name: str, *spoken: Spoken) -> TextRow:
    return TextRow(name, "", "any", "X", dt.date(2027, 3, 1), False, Millis(0), spoken)


def test_what_a_line_does_not_say_now_is_told_apart() -> None:
    silent, said = Spoken("de", "Danke.", 0, 8_000, (), ()), Spoken("de", "Danke.", 2_600, 8_000, ("a",), ())
    assert sheet(row("goodbye.noted", silent), {}, rendered=True).unheard
    shown = sheet(row("goodbye.noted", said), {}, rendered=True)
    assert (shown.unheard, shown.seconds) == (False, "3 s")


@pytest.mark.parametrize("profile", Profile)
def test_no_two_texts_have_the_same_heading(profile: Profile) -> None:
    policy = shipped_policy(profile)
    names = {purpose.id: purpose.names["de"] for purpose in policy.purposes}
    offers = [f"offer.{purpose}" for purpose in names]
    shown = [sheet(row(name), names).name for name in sorted({*spoken_texts(policy), *offers})]
    assert sorted(shown) == sorted(set(shown))
