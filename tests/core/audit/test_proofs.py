"""A certificate follows from the log and is checked by one file of Python; altered, it fails."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.actions import redact
from rufschutz.core.audit.models import Checkpoint, LogEntry
from rufschutz.core.audit.proofs import (
    NotYetProvenError,
    PayloadGoneError,
    certificate,
    certificate_of,
    growth,
    growth_of,
)
from rufschutz.core.retention.actions import run
from rufschutz.domain.audit.verify import verify_certificate, verify_consistency
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis

SECURITY = PurposeId("security")


@pytest.fixture
def erased(office):
    caller = office.recorded()
    run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    return caller.artefact


def key(office):
    return str(office.desk.keys.log_signer(office.tenant).key)


@pytest.mark.usefixtures("scope")
def test_it_proves_what_died_by_which_rule_and_when(office, erased, officer):
    office.sequence()
    data = json.loads(certificate(officer, SECURITY, erased, office.desk.keys, office.log, office.now))
    assert verify_certificate(data, key(office)) == []
    said = data["erasure"]
    assert (said["artefact"], said["kind"], said["rule"]) == (
        erased,
        "recording_matter",
        "recording_matter/P7D",
    )
    assert (said["cause"], said["clock"], len(said["wraps_destroyed"])) == ("sweep", "real", 2)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("part", ["rule", "artefact", "absence_verified_at"])
def test_an_altered_certificate_fails(office, erased, part):
    office.sequence()
    data = json.loads(certificate_of(office.tenant, erased, office.desk.keys, office.log))
    data["erasure"][part] = 1 if part.endswith("_at") else "f" * 32
    assert verify_certificate(data, key(office))


@pytest.mark.usefixtures("scope")
def test_it_survives_the_loss_of_every_tile(office, erased):
    office.sequence()
    for path in (office.log / office.tenant / "tile").rglob("*"):
        if path.is_file():
            path.unlink()
    data = json.loads(certificate_of(office.tenant, erased, office.desk.keys, office.log))
    assert verify_certificate(data, key(office)) == []


@pytest.mark.usefixtures("scope")
def test_before_it_is_sequenced_there_is_none(office, erased):
    with pytest.raises(NotYetProvenError):
        certificate_of(office.tenant, erased, office.desk.keys, office.log)


@pytest.mark.usefixtures("scope")
def test_a_redacted_payload_proves_nothing_new(office, erased):
    office.sequence()
    redact([LogEntry.objects.get(subject=erased, event="retention:artefact:erased").id])
    with pytest.raises(PayloadGoneError):
        certificate_of(office.tenant, erased, office.desk.keys, office.log)


@pytest.mark.usefixtures("scope")
def test_what_voice_destroyed_has_a_certificate_too(office):
    caller = office.call().start().yes().record().speak().withdraw().destroy().end("yes_then_star")
    office.take()
    office.sequence()
    data = json.loads(certificate_of(office.tenant, caller.artefact, office.desk.keys, office.log))
    assert verify_certificate(data, key(office)) == []
    assert (data["erasure"]["cause"], data["erasure"]["actor"]) == ("voice_before_storage", "voice")


def test_an_operator_reads_none(office, operator):
    with pytest.raises(AccessDenied):
        certificate(operator, SECURITY, "0" * 32, office.desk.keys, office.log, office.now)


@pytest.mark.usefixtures("scope")
def test_the_newest_checkpoint_continues_an_older_one(office, erased, officer):
    office.sequence()
    old = Checkpoint.objects.order_by("-size")[0].size
    office.recorded()
    office.sequence()
    data = json.loads(growth(officer, SECURITY, old, office.log, office.now))
    assert verify_consistency(data, key(office)) == []
    with pytest.raises(NotYetProvenError):
        growth_of(office.tenant, old + 1, office.log)


def test_an_operator_gets_no_proof_of_growth(office, operator):
    with pytest.raises(AccessDenied):
        growth(operator, SECURITY, 1, office.log, office.now)
