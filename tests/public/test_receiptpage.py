"""A receipt shows kinds and dates in words, once each, and offers only what can be done."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.receipts import ReceiptView, ShownConsent, ShownThing
from rufschutz.core.tenants.queries import controller
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import ArtefactId, KindId, PurposeId
from rufschutz.domain.moments import Millis
from rufschutz.public.receiptpage import receipt_page

AT = Millis(1_795_474_800_000)
RECORD = PurposeId("record_matter")


def thing(name: str, kind: str, length: int | None = None, **more) -> ShownThing:
    return ShownThing(ArtefactId(name), KindId(kind), None, length, more.pop("due_at", AT), **more)


@pytest.fixture
def shown(stage, tenant):
    def render(*things: ShownThing, consents: tuple[ShownConsent, ...] = ()):
        view = ReceiptView(AT, "2026-11-24", things, consents, AT, AT)
        return receipt_page(view, controller(tenant), Language.DE)

    return render


def test_what_lives_has_its_day_and_what_is_gone_its_proof(shown) -> None:
    page = shown(
        thing("1", "recording_matter", 95_000),
        thing("2", "matter", erased_at=AT, proven=True),
        thing("3", "callback_number", erased_at=AT),
    )
    alive, proven, unproven = page.things
    assert (alive.name, alive.length) == ("Aufnahme Ihrer Nachricht", "1 Min. 35 Sek.")
    assert alive.fate == "höchstens bis 23.\u00a0November 2026"
    assert proven.fate == "gelöscht am 24.\u00a0November 2026"
    assert (page.living, page.gone) == ((alive,), (proven, unproven))
    assert (alive.certificate, proven.certificate, unproven.certificate) == ("", "2", "")


def test_what_says_the_same_is_said_once(shown) -> None:
    assert len(shown(thing("1", "consent_withdrawn"), thing("2", "consent_withdrawn")).things) == 1


def test_every_recording_is_shown_even_two_of_the_same_length(shown) -> None:
    two = (thing("1", "recording_matter", 2_000), thing("2", "recording_matter", 2_000))
    assert len(shown(*two).things) == 2


def test_what_is_just_being_stored_says_so(shown) -> None:
    assert (
        shown(thing("1", "recording_matter", 2000, due_at=None)).things[0].fate == "wird gerade eingelagert"
    )


@pytest.mark.parametrize("state", list(ConsentState))
def test_only_a_yes_in_force_can_be_taken_back(shown, state: ConsentState) -> None:
    (line,) = shown(consents=(ShownConsent(RECORD, state, AT),)).consents
    assert line.name == "Aufnehmen, um das Anliegen zu bearbeiten"
    assert line.state
    assert line.purpose == (RECORD if state is ConsentState.GIVEN else "")
