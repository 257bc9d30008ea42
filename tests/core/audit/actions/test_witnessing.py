"""A witness's word is taken in for our own checkpoints alone."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rufschutz.core.audit.actions.witnessing import CosignedError, take_cosigned
from rufschutz.core.audit.models import Checkpoint, OutboxEntry, Witnessed
from rufschutz.domain.audit.checkpoint import Checkpoint as Head
from rufschutz.domain.audit.checkpoint import sign_checkpoint
from rufschutz.domain.audit.witness import WitnessKey, countersign

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
KEY = WitnessKey("witness.example.org", PRIVATE.public_key().public_bytes_raw())


@pytest.fixture
def note(office, scope):
    office.sequence()
    return countersign(Checkpoint.objects.order_by("-size")[0].text, KEY, PRIVATE.sign, 1_790_000_000)


@pytest.mark.rule("R61")
def test_it_is_kept_and_logged_once(office, note):
    assert take_cosigned(office.tenant, note, KEY, "shell", office.now) == Witnessed.objects.get().size
    take_cosigned(office.tenant, note, KEY, "shell", office.now)
    assert Witnessed.objects.get().signed_at == 1_790_000_000_000
    assert OutboxEntry.objects.filter(event="log:checkpoint:witnessed").count() == 1


def test_a_changed_line_is_named(office, note):
    cut = note[:-10] + ("A" if note[-10] != "A" else "B") + note[-9:]
    with pytest.raises(CosignedError):
        take_cosigned(office.tenant, cut, KEY, "shell", office.now)


def test_a_head_that_the_log_never_had_is_refused(office, note):
    signer = office.desk.keys.log_signer(office.tenant)
    other = sign_checkpoint(Head(signer.key.name, 3, b"\1" * 32), signer.key, signer.sign)
    with pytest.raises(CosignedError, match="never had the head"):
        take_cosigned(office.tenant, countersign(other, KEY, PRIVATE.sign, 1), KEY, "shell", office.now)
    assert not Witnessed.objects.exists()
