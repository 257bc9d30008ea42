from __future__ import annotations

import json

import pytest

from rufschutz.domain import canonical
from rufschutz.domain.audit import verify
from rufschutz.domain.audit.certificate import Cause, CertificateError, Clock, certificate
from rufschutz.domain.audit.entry import Entry, read_entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis


@pytest.mark.rule("R45")
def test_a_certificate_names_ids_kind_rule_who_and_when_and_nothing_else(new_book, statement):
    book = new_book()
    book.log(statement().entry())
    data = json.loads(certificate(book.proof(0)))
    assert data["erasure"] == {
        "tenant": "t-1",
        "artefact": "a-1",
        "actor": "worker",
        "kind": "recording_matter",
        "rule": "recording_matter/P",
        "due": 1_790_000_000_000,
        "erased_at": 1_790_000_100_000,
        "cause": "sweep",
        "approvals": ["p-2"],
        "wraps_destroyed": ["k-1", "k-2"],
        "blob": "b-1",
        "absence_verified_at": 1_790_000_200_000,
        "clock": "real",
    }
    assert set(data) == {"format", "erasure", "log"}


@pytest.mark.rule("R45")
def test_a_certificate_is_canonical_and_a_stranger_finds_no_fault(big_book):
    for index in (0, 255, 256, 699):
        data = certificate(big_book.proof(index))
        assert canonical.dumps(canonical.loads(data)) == data
        assert verify.verify_certificate(json.loads(data), str(big_book.signer.key)) == []


def test_what_voice_destroyed_before_storage_has_a_certificate_too(new_book, statement):
    book = new_book()
    gone = statement(cause=Cause.VOICE_BEFORE_STORAGE, blob=None, wraps_destroyed=(), clock=Clock.SIMULATED)
    book.log(gone.entry())
    data = json.loads(certificate(book.proof(0)))
    assert (data["erasure"]["cause"], data["erasure"]["blob"]) == ("voice_before_storage", None)
    assert verify.verify_certificate(data, str(book.signer.key)) == []


def test_an_erasure_is_logged_when_its_absence_was_read_back(statement):
    entry = statement().entry()
    assert (entry.event, entry.subject, entry.at) == (AuditEvent.ARTEFACT_ERASED, "a-1", 1_790_000_200_000)
    assert read_entry(entry.payload()).event is AuditEvent.ARTEFACT_ERASED


def test_nothing_else_gets_a_certificate(new_book):
    book = new_book()
    book.log(Entry(AuditEvent.RECORDING_PLAYED, TenantId("t-1"), Millis(1), "p-1", "a-1"))
    with pytest.raises(CertificateError, match="console:recording:played is not an erasure"):
        certificate(book.proof(0))
