"""A witness signs what continues what it saw, and never two histories."""

from __future__ import annotations

import hashlib
import json

import pytest

from rufschutz.core.audit.actions.witnessing import take_cosigned
from rufschutz.core.audit.models import Checkpoint
from rufschutz.core.audit.seen import Witness
from rufschutz.core.audit.tiles import TileStore
from rufschutz.domain.audit.certificate import proof_of_growth
from rufschutz.domain.audit.checkpoint import Checkpoint as Head
from rufschutz.domain.audit.checkpoint import sign_checkpoint
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.merkle import consistency_proof
from rufschutz.domain.audit.verify import Fault
from rufschutz.domain.audit.vocabulary import AuditEvent


@pytest.fixture
def two(office, scope):
    """The log's key, and two of its checkpoints with the log between them."""
    from rufschutz.core.audit.actions import record

    notes = []
    for number in range(2):
        record(Entry(AuditEvent.AUDIT_VIEWED, office.tenant, office.now, "p", f"{number:032x}"))
        office.sequence()
        notes.append(Checkpoint.objects.order_by("-size")[0].text)
    return str(office.desk.keys.log_signer(office.tenant).key), notes


@pytest.fixture
def witness(tmp_path):
    return Witness.make(tmp_path / "witness.key", "witness.example.org")


@pytest.mark.rule("R61")
def test_what_continues_the_last_head_is_countersigned_and_taken_in(office, two, witness):
    key, notes = two
    witness.countersign(notes[0], key, None, None, 7)
    again = Witness.open(witness.path)
    assert again.path.stat().st_mode & 0o077 == 0
    note = again.countersign(notes[1], key, None, office.log / office.tenant, 8)
    assert take_cosigned(office.tenant, note, again.key, "shell", office.now) == int(note.split("\n")[1])


def test_a_proof_does_as_well_and_must_be_about_these_two(office, two, witness):
    key, notes = two
    witness.countersign(notes[0], key, None, None, 7)
    sizes = [int(note.split("\n")[1]) for note in notes]
    path = consistency_proof(*sizes, TileStore(office.log / office.tenant).nodes(sizes[1]))
    with pytest.raises(Fault, match="other checkpoints"):
        witness.countersign(notes[1], key, proof_of_growth(notes[0], notes[0], ()).decode(), None, 8)
    witness.countersign(notes[1], key, proof_of_growth(*notes, path).decode(), None, 8)


@pytest.mark.rule("R61")
def test_another_history_under_the_logs_own_key_is_never_countersigned(office, two, witness):
    key, notes = two
    witness.countersign(notes[1], key, None, None, 7)
    signer = office.desk.keys.log_signer(office.tenant)
    forged = sign_checkpoint(
        Head(signer.key.name, 9999, hashlib.sha256(b"x").digest()), signer.key, signer.sign
    )
    with pytest.raises(Fault, match="cut or rewritten"):
        witness.countersign(forged, key, None, office.log / office.tenant, 8)
    with pytest.raises(Fault, match="seen before"):
        witness.countersign(notes[0], key, None, None, 8)
    with pytest.raises(Fault, match="shrank"):
        witness.countersign(notes[0], key, None, office.log / office.tenant, 8)
    assert Witness.open(witness.path).seen == {signer.key.name: notes[1]}


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps({"format": "x"})])
def test_a_file_of_nobody_is_no_witness(tmp_path, text):
    (tmp_path / "k").write_text(text)
    with pytest.raises(Fault):
        Witness.open(tmp_path / "k")
