"""Whole conversations, spoken to the machine by key and taken over from the spool into the record.

The oracle of a no at the store itself: what is there is what was confirmed, byte for byte.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps

from rufschutz.core.base import TenantRow
from rufschutz.core.calls.models import Call
from rufschutz.core.consent import actions as consents
from rufschutz.core.consent.models import ConsentEvent, Receipt, StandingConsent
from rufschutz.core.consent.second import OnDay
from rufschutz.core.matters.actions import reveal_number
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.reasons import of_calls
from rufschutz.core.recordings.models import Recording, Use
from rufschutz.domain.call import facts
from rufschutz.domain.ids import FactId, PurposeId
from rufschutz.handover.facts import fact_bytes, fact_type
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.suite import SUITE

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))

import so_far
from call_lines import MENU, QUALITY, RECORDING, REMINDERS, script
from playbook import Counter, Playbook

LINE = "c" * 32
NUMBER = "+493023125047"
MATTERS = PurposeId("handle_matter")

REFUSED = (
    so_far.ASKED
    + """
    >> key 2
    << key 2
    << consent record_matter refused key
"""
)
ASKED = REFUSED + "<< say answer.no.keypad\n>> heard\n"
RECORDED = (
    so_far.SAVING.replace("consent given", "consent record_matter given") + ">> closed 2000 voiced 1500\n"
)


class HexIds(Counter):
    """Ids as voice draws them, counted."""

    def fact(self) -> str:
        return f"{int(super().fact().rpartition('-')[2]):032x}"

    def artefact(self) -> str:
        return "d" * 32


@pytest.fixture
def spoken(callcentre):
    """Begin a call to the office; what its machine stores is spooled by ``told``."""

    def begin(**changes):
        said = script(
            tenant=callcentre.tenant,
            line=LINE,
            call="e" * 32,
            plan="f" * 32,
            recording=replace(RECORDING, purpose=PurposeId("record_matter")),
            today="2026-09-21",
        )
        call = Playbook(replace(said, **changes), HexIds())
        call.now = callcentre.now
        return call

    return begin


@pytest.fixture
def told(callcentre):
    """Spool every fact of a call and take them over."""

    def spool(call):
        for fact in call.facts:
            head = fact.head
            callcentre.voice.append(fact_type(fact), head.fact, head.tenant, head.at, fact_bytes(fact))
        assert callcentre.take() == len(call.facts)

    return spool


def every_byte() -> bytes:
    """Return every column of every row that any tenant has."""
    rows = [
        value
        for model in apps.get_models()
        if issubclass(model, TenantRow)
        for row in model.objects.values_list()
        for value in row
    ]
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in rows
    )


@pytest.mark.rule("R104")
@pytest.mark.usefixtures("scope")
def test_after_a_no_the_store_holds_the_confirmed_number_and_reason_byte_for_byte(
    callcentre, spoken, told, owner
):
    call = spoken(menu=MENU)
    call.goes(ASKED)
    call.goes("""
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 prescription
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller refused
    """)
    told(call)
    matter = FactId(Matter.objects.get().id)
    keys, now = callcentre.desk.keys, callcentre.now
    assert reveal_number(owner, MATTERS, matter, keys, now) == NUMBER
    assert of_calls(owner, MATTERS, [call.script.call], keys, now) == {matter: "prescription"}
    assert not Recording.objects.exists()
    stored = every_byte()
    for secret in (NUMBER, NUMBER[1:], "prescription"):
        assert secret.encode() not in stored


@pytest.mark.rule("R104")
@pytest.mark.usefixtures("scope")
def test_after_a_no_that_confirms_nothing_no_person_is_in_the_store(spoken, told):
    call = spoken(menu=MENU)
    call.goes(ASKED)
    call.goes("""
        >> key 1
        << say reason.noted reason=appointment
        >> heard
        << say readback.number.caller_id last_two=47
        >> hang up
        << call ended caller refused
    """)
    told(call)
    assert not Matter.objects.exists()
    row = Call.objects.get()
    assert (row.number_sealed, row.number_mask, row.number_index) == (None, "", "")
    assert [(e.state, e.number_index) for e in ConsentEvent.objects.all()] == [("refused", "")]
    assert b"appointment" not in every_byte()


@pytest.mark.rule("R16")
@pytest.mark.usefixtures("scope")
def test_the_three_purpose_caller_leaves_a_consent_for_each_yes_and_a_refusal_for_the_no(
    callcentre, spoken, told
):
    call = spoken(offers=(QUALITY, REMINDERS))
    call.goes(
        RECORDED
        + """
        << say offer.quality
        >> heard
        >> key 1
        << key 1
        << consent quality given
        << say offer.remind
        >> heard
        >> key 2
        << key 2
        << consent remind refused key
        << say goodbye.recorded rec_gone_date=2030-01-31
        >> hang up
        << recording kept 2000 1500
        << call ended caller yes_and_recorded
    """
    )
    journal(callcentre, call)
    told(call)
    callcentre.archive()
    uses = {use.purpose: use.kind for use in Use.objects.all()}
    assert uses == {"record_matter": "recording_matter", "quality": "recording_quality"}
    states = {event.purpose: (event.state, event.kind) for event in ConsentEvent.objects.all()}
    assert states["quality"] == ("given", "consent_given")
    assert states["remind"] == ("refused", "consent_refused")
    assert not StandingConsent.objects.exists()


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("scope")
def test_a_standing_yes_and_a_receipt_after_a_no_are_kept_each_under_its_own_rule(callcentre, spoken, told):
    call = spoken(offers=(REMINDERS,), receipt=True)
    call.goes(
        REFUSED
        + """
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say offer.remind
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say receipt.offer
        >> heard
        >> key 1
        << key 1
        << receipt 123456789
        >> issued
        << say receipt.code slow code_groups=123 456 789 today=2026-09-21
        >> heard
        >> silence
        << say goodbye.noted
        >> hang up
        << call ended caller refused
    """
    )
    told(call)
    (standing,) = StandingConsent.objects.all()
    assert (standing.purpose, standing.state) == ("remind", "given")
    kinds = set(ConsentEvent.objects.values_list("kind", flat=True))
    assert kinds == {"consent_refused", "consent_standing"}
    assert Receipt.objects.get().kind == "receipt_code"
    second = OnDay("2026-09-21", frozenset({call.script.line}))
    found = consents.find(callcentre.desk.keys, "123456789", second, callcentre.now, tenant=callcentre.tenant)
    assert found.call == call.script.call
    stored = every_byte()
    assert b"123456789" not in stored
    assert NUMBER.encode() not in stored
    assert not Recording.objects.exists()


def journal(office, call) -> None:
    """Write the journal that voice would have closed."""
    started = call.last(facts.RecordingStarted)
    head = JournalHead(
        SUITE, office.tenant, call.script.call, started.artefact, call.script.plan, started.purpose,
        started.consent, "PCMA", 8000,
    )  # fmt: skip
    writer = JournalWriter.create(office.desk.journals, head, office.ingest_key)
    writer.append(bytes(8_000))
    writer.append(bytes(8_000))
    writer.final()
