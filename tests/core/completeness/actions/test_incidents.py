"""Differences found, found again, gone, settled by a person, and forgotten by their rule."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.completeness.actions import (
    IncidentError,
    answered,
    close,
    date,
    erase,
    incident,
    no_longer,
)
from rufschutz.core.completeness.models import Incident
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.completeness.incident import IncidentKind, NoWordsError
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis

pytestmark = pytest.mark.usefixtures("scope")
KIND = IncidentKind.ROW_WITHOUT_BLOB
CALL = "9" * 32
WORDS = "Die Datei lag auf der alten Platte und ist zurückgeholt."


def found(tenant, now, subject="5" * 32):
    return incident(tenant, KIND, subject, (Detail("call", CALL),), Millis(now))


def told(event):
    return [
        (row.call, json.loads(row.payload)) for row in OutboxEntry.objects.filter(event=event).order_by("id")
    ]


@pytest.mark.rule("R48")
def test_a_difference_is_one_incident_however_often_it_is_found(tenant, now):
    assert found(tenant, now)
    assert not found(tenant, now + 5)
    row = Incident.objects.get()
    assert (row.found_at, row.last_seen_at, row.closed_at) == (now, now + 5, None)
    ((call, entry),) = told("retention:incident:found")
    assert call == CALL
    assert entry["details"] == {"kind": KIND.value, "about": "5" * 32, "call": CALL}
    assert entry["subject"] == row.id


def test_it_is_found_with_what_found_it_or_not_at_all(tenant, now):
    with transaction.atomic():
        found(tenant, now)
        transaction.set_rollback(True)
    assert not Incident.objects.exists()
    assert told("retention:incident:found") == []


def test_one_that_is_gone_stays_open_and_may_come_back(tenant, now):
    found(tenant, now)
    found(tenant, now + 10, "6" * 32)
    assert no_longer(tenant, [KIND], Millis(now + 10), Millis(now + 10)) == 1
    gone = Incident.objects.get(subject="5" * 32)
    assert (gone.gone_at, gone.closed_at) == (now + 10, None)
    assert not found(tenant, now + 20)
    assert Incident.objects.get(subject="5" * 32).gone_at is None


def test_gone_can_be_said_of_one_alone(tenant, now):
    found(tenant, now)
    found(tenant, now, "6" * 32)
    assert no_longer(tenant, [KIND], Millis(now + 1), Millis(now + 1), "6" * 32) == 1
    assert Incident.objects.get(gone_at=None).subject == "5" * 32


@pytest.mark.rule("R48")
def test_a_person_settles_it_with_words_that_the_log_does_not_repeat(tenant, owner, now):
    found(tenant, now)
    name = Incident.objects.get().id
    with pytest.raises(NoWordsError):
        close(owner, name, " gut ", now)
    close(owner, name, f" {WORDS} ", Millis(now + DAY))
    row = Incident.objects.get()
    assert (row.closed_at, row.closed_by, row.words) == (now + DAY, owner.person, WORDS)
    ((call, entry),) = told("retention:incident:closed")
    assert (call, entry["actor"], entry["subject"]) == (CALL, owner.person, name)
    assert WORDS not in json.dumps(entry)
    with pytest.raises(IncidentError):
        close(owner, name, WORDS, now)
    assert found(tenant, now + 2 * DAY)


@pytest.mark.rule("R84")
@pytest.mark.parametrize("role", [Role.AGENT, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR, Role.API_KEY])
def test_who_watches_settles_nothing(tenant, now, role):
    found(tenant, now)
    watcher = Actor(PersonId("7" * 32), tenant, role, second_factor=True)
    with pytest.raises(AccessDenied):
        close(watcher, Incident.objects.get().id, WORDS, now)
    assert Incident.objects.get().closed_at is None


def test_what_is_not_there_is_not_settled(tenant, owner, now):
    with pytest.raises(NotFound):
        close(owner, "0" * 32, WORDS, now)


@pytest.mark.rule("R43")
def test_it_goes_by_its_rule_from_its_end_and_at_its_cap_without_one(office, owner, now):
    found(office.tenant, now)
    found(office.tenant, now, "6" * 32)
    rules = office.desk.rules(office.tenant)
    assert date(office.tenant, rules) == 2
    capped = Incident.objects.get(subject="6" * 32).due_at
    close(owner, Incident.objects.get(subject="5" * 32).id, WORDS, now)
    assert date(office.tenant, rules) == 1
    assert date(office.tenant, rules) == 0
    settled = Incident.objects.get(subject="5" * 32)
    assert now < settled.due_at < capped
    assert settled.rule == rules.policy.rule_of("incident_file").id
    run([office.tenant], office.place, Millis(settled.due_at))
    assert Incident.objects.get().subject == "6" * 32
    assert Erasure.objects.get(kind="incident_file").artefact == settled.id


def test_what_is_erased_is_gone(tenant, now):
    found(tenant, now)
    erase([Incident.objects.get().id])
    assert not Incident.objects.exists()
    assert Shelf.INCIDENTS == "incidents"


@pytest.mark.rule("R48")
def test_a_command_that_deals_with_it_settles_it_in_its_persons_name(tenant, now):
    found(tenant, now, "one")
    found(tenant, now, "two")
    assert answered(tenant, KIND, "one", PersonId("6" * 32), WORDS, Millis(now + 1))
    assert not answered(tenant, KIND, "one", PersonId("6" * 32), WORDS, Millis(now + 2))
    settled = Incident.objects.exclude(closed_at=None).get()
    assert (settled.subject, settled.closed_by, settled.words) == ("one", "6" * 32, WORDS)
    ((_, entry),) = told("retention:incident:closed")
    assert (entry["actor"], entry["subject"]) == ("6" * 32, settled.id)
