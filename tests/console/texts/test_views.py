from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.texts import views
from rufschutz.core.accounts.models import Role
from rufschutz.core.purposes.library import Spoken, TextRow
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

PAGE = "/texte/"
GOODBYE = "goodbye.noted"
CLIPS = ("a" * 64, "b" * 64)


def row(overdue: bool = False) -> TextRow:
    spoken = Spoken("de", "Danke für Ihren Anruf.", 2_500, 8_000, CLIPS, ("Kürzere Sätze folgen leichter.",))
    return TextRow(GOODBYE, "", "any", "Leitung", dt.date(2027, 3, 1), overdue, Millis(0), (spoken,))


@pytest.fixture
def rendered(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    (stage.root / "clips").mkdir()
    for clip, octet in zip(CLIPS, (b"\xd5", b"\x55"), strict=True):
        (stage.root / "clips" / f"{clip}.alaw").write_bytes(octet * 160)
    monkeypatch.setattr(views.library, "texts", lambda *_: (row(overdue=True),))


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_what_callers_hear(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.VIEW_POLICY in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get(PAGE).status_code == expected


@pytest.mark.rule("R02")
def test_the_words_are_those_of_the_policy_in_force(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "hier spricht ein Computer" in page
    assert "this is a computer speaking" in page
    assert "höchstens 15 s" in page


@pytest.mark.rule("R08")
@pytest.mark.usefixtures("rendered")
def test_seconds_owner_review_and_sound_of_a_text(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "2,5 s, höchstens 8 s" in page
    assert "Verantwortlich: Leitung · wieder prüfen bis 1. März 2027" in page
    assert "Ein Text sollte längst wieder gelesen sein" in page
    assert "Kürzere Sätze folgen leichter." in page
    assert "<audio" in page


def test_texts_are_folded_but_the_first(signed_in: Callable[[Role], Client]) -> None:
    """A caller hears forty texts; their page is a list of them."""
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert '<details class="fold text" id="opening.keypad.ask_first" open>' in page
    assert '<details class="fold text" id="goodbye.noted"><summary>' in page


@pytest.mark.usefixtures("rendered")
def test_the_sound_is_that_of_its_clips_in_order(signed_in: Callable[[Role], Client]) -> None:
    browser = signed_in(Role.DATA_PROTECTION_OFFICER)
    answer = browser.get(f"{PAGE}ton?text={GOODBYE}&sprache=de")
    sound = b"".join(answer.streaming_content)
    assert (answer.status_code, len(sound)) == (200, 44 + 2 * 320)
    assert sound[44:48] != sound[-4:]
    assert browser.get(f"{PAGE}ton?text={GOODBYE}&sprache=en").status_code == 404
    assert browser.get(f"{PAGE}ton?text=../../etc/passwd&sprache=de").status_code == 404
