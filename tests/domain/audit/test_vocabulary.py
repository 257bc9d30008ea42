from __future__ import annotations

import re

import pytest

from rufschutz.domain.audit.vocabulary import ACCESS_KIND, DECISION_KIND, AuditEvent, EventClass


@pytest.mark.rule("R61")
@pytest.mark.parametrize("event", AuditEvent)
def test_every_event_is_source_subject_action_in_one_class(event):
    assert re.fullmatch(r"[a-z_]+(:[a-z_]+){1,2}", event.value)
    assert event.event_class in EventClass


def test_every_class_has_an_event():
    assert {event.event_class for event in AuditEvent} == set(EventClass)


@pytest.mark.rule("R61")
def test_what_the_log_must_know():
    assert {
        "call:recording:stored",
        "console:calls:searched",
        "console:call:viewed",
        "console:recording:played",
        "retention:artefact:erased",
        "account:sign_in",
        "account:sign_in:failed",
        "policy:adopted",
        "access:denied",
        "log:payload:redacted",
    } <= {event.value for event in AuditEvent}


def test_who_looked_goes_earlier_than_who_decided():
    assert AuditEvent.RECORDING_PLAYED.payload_kind == ACCESS_KIND == "audit_access"
    assert AuditEvent.SIGN_IN.payload_kind == ACCESS_KIND
    assert AuditEvent.ARTEFACT_ERASED.payload_kind == DECISION_KIND == "audit_decision"


def test_class_numbers_are_for_ever():
    assert [(kind.name, kind.value) for kind in EventClass] == [
        ("CALL", 1),
        ("CONSENT", 2),
        ("ACCESS", 3),
        ("ACCOUNT", 4),
        ("POLICY", 5),
        ("RETENTION", 6),
        ("INGEST", 7),
        ("KEYS", 8),
        ("LOG", 9),
        ("BACKUP", 10),
    ]
