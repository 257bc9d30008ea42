"""No two places give the same context."""

from __future__ import annotations

import itertools

from rufschutz.domain.ids import ArtefactId, BlobId, CallId, EpochId, PurposeId, TenantId
from rufschutz.vault.keystore import contexts

TENANT, SUBJECT, PURPOSE = TenantId("t"), "s", PurposeId("p")


def test_a_context_is_its_names_each_with_its_length() -> None:
    assert contexts.tenant_context(TENANT) == (
        b"\0\0\0\x17rufschutz key context/1" + b"\0\0\0\x06tenant" + b"\0\0\0\x01t"
    )


def test_every_kind_of_key_has_its_own_context() -> None:
    everything = [
        contexts.tenant_context(TENANT),
        contexts.evidence_context(TENANT),
        contexts.lookup_context(TENANT),
        contexts.signing_context("t"),
        contexts.epoch_context(TENANT, EpochId("s")),
        contexts.epoch_context("", EpochId("t")),
        contexts.subject_context(TENANT, SUBJECT),
        contexts.purpose_context(TENANT, SUBJECT, PURPOSE),
        contexts.data_key_context(TENANT, SUBJECT, PURPOSE, ArtefactId("a")),
        contexts.archive_context(TENANT, SUBJECT, CallId("p"), ArtefactId("a"), BlobId("b")),
    ]
    assert len(set(everything)) == len(everything)


def test_names_cannot_be_shifted_into_one_another() -> None:
    cuts = itertools.product(["", "a", "ab", "abc"], repeat=2)
    seen = {contexts.subject_context(TenantId(one), two) for one, two in cuts}
    assert len(seen) == 16
