"""The purpose of stored data stays; the database itself sees to it, whoever writes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import (
    adopt_policy,
    approve,
    propose_purpose,
    state_opinion,
    take_effect_due,
)
from rufschutz.core.purposes.errors import ProposalError
from rufschutz.core.purposes.models import PurposeChange
from rufschutz.core.purposes.proposals import proposal
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.opinion import Verdict
from rufschutz.domain.approval.proposal import WAITS
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.purposes.change import Compatibility, ConsentedDataError, IncompatibleError, PurposeWish

RECORD = Compatibility("derselbe Auftrag", "Kunde und Institut", "Ton", "keine", "verschlossen")


@pytest.fixture
def live(tenant, policy, owner, now) -> str:
    return adopt_policy(tenant, policy, owner.person, now)


def stored(tenant, now, consent: str) -> str:
    with tenant_scope(tenant):
        row = Recording.objects.create(
            id=new_id(), tenant_id=tenant, call="c" * 32, line="d" * 32, purpose="securities_duty",
            consent=consent, state="kept", started_at=now, kind="recording_order",
        )  # fmt: skip
    return row.id


@pytest.fixture
def duty(tenant, now) -> str:
    """A recording that the law demands: nobody was asked."""
    return stored(tenant, now, "")


def wish(artefact: str) -> PurposeWish:
    return PurposeWish(artefact, "securities_duty", "legal_claims", RECORD)


def purpose_of(tenant, artefact: str) -> str:
    with tenant_scope(tenant):
        return Recording.objects.get(id=artefact).purpose


def rewrite(table: str, artefact: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET purpose = 'legal_claims' WHERE id = %s", [artefact])  # noqa: S608


@pytest.mark.rule("R34")
def test_the_database_refuses_another_purpose_without_an_approved_record(tenant, duty, now) -> None:
    with tenant_scope(tenant), pytest.raises((IntegrityError, DatabaseError), match="never changes"):
        rewrite("recordings_recording", duty)
    assert purpose_of(tenant, duty) == "securities_duty"


@pytest.mark.rule("R34")
def test_what_was_agreed_to_keeps_its_purpose_even_with_a_record(tenant, live, owner, now) -> None:
    agreed = stored(tenant, now, "e" * 32)
    with pytest.raises(ConsentedDataError):
        propose_purpose(owner, wish(agreed), "Streit", now)
    with tenant_scope(tenant):
        PurposeChange.objects.create(
            id=new_id(), tenant_id=tenant, artefact=agreed, was="securities_duty", becomes="legal_claims",
            record="{}", approval="f" * 32, at=now, due_at=now,
        )  # fmt: skip
        with pytest.raises((IntegrityError, DatabaseError), match="never changes"):
            rewrite("recordings_recording", agreed)


@pytest.mark.rule("R34")
@pytest.mark.usefixtures("scope")
def test_no_consent_and_no_use_ever_changes_its_purpose(office) -> None:
    office.recorded()
    for table in ("recordings_use", "consent_consent", "consent_consentevent"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table}")  # noqa: S608
            [(name,), *_] = cursor.fetchall()
        with pytest.raises((IntegrityError, DatabaseError)):
            rewrite(table, name)


@pytest.mark.rule("R34")
def test_a_signed_record_with_the_officers_word_and_48_hours_is_the_only_way(
    tenant, live, duty, owner, officer, now
) -> None:
    name = propose_purpose(owner, wish(duty), "Streit um einen Auftrag", now)
    card = proposal(owner, name, now)
    assert (card.changes[0].before, card.changes[0].after) == ("securities_duty", "legal_claims")
    assert card.changes[1].path == "compatibility.link"
    assert card.waits_for_opinion
    assert take_effect_due(Millis(now + WAITS)) == ()
    state_opinion(officer, name, Verdict.CONDITIONS, "Nur bis zum Urteil.", now)
    [record] = take_effect_due(Millis(now + WAITS))
    assert purpose_of(tenant, duty) == "legal_claims"
    with tenant_scope(tenant):
        row = PurposeChange.objects.get()
        assert (row.id, row.approval, row.artefact) == (record, name, duty)
        assert "derselbe Auftrag" in row.record
        assert OutboxEntry.objects.filter(event="policy:purpose:changed", subject=duty).count() == 1
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            PurposeChange.objects.filter(id=record).update(becomes="statistics")


def test_who_proposed_it_does_not_sign_twice(tenant, live, duty, owner, officer, now) -> None:
    name = propose_purpose(owner, wish(duty), "Streit", now)
    state_opinion(officer, name, Verdict.AGREE, "Gut.", now)
    with pytest.raises(errors.SamePersonError):
        approve(owner, name, proposal(owner, name, now).sha256, now, now)
    assert purpose_of(tenant, duty) == "securities_duty"


def test_what_is_gone_meanwhile_makes_the_proposal_void(tenant, live, duty, owner, officer, now) -> None:
    name = propose_purpose(owner, wish(duty), "Streit", now)
    state_opinion(officer, name, Verdict.AGREE, "Gut.", now)
    with tenant_scope(tenant):
        Recording.objects.filter(id=duty).delete()
    assert take_effect_due(Millis(now + 2 * DAY)) == ()
    assert proposal(owner, name, now).state.value == "overtaken"


def test_only_what_is_there_and_only_with_every_point(tenant, live, duty, owner, now) -> None:
    with pytest.raises(ProposalError, match="nothing here"):
        propose_purpose(owner, wish("0" * 32), "Streit", now)
    bare = replace(wish(duty), record=replace(RECORD, safeguards=""))
    with pytest.raises(IncompatibleError, match="safeguards"):
        propose_purpose(owner, bare, "Streit", now)
