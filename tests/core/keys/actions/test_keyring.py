"""The unlocked keys: what they open, and what they refuse."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Keys, destroy_subjects
from rufschutz.core.keys.errors import KeyGoneError, NotInstalledError
from rufschutz.core.keys.models import VaultKey
from rufschutz.domain.ids import CallId, PurposeId, TenantId
from rufschutz.vault.keystore.root import RootKey, RootKeyWrong
from rufschutz.vault.keystore.wraps import WrapError

CALL = CallId("1" * 32)
OTHER = CallId("2" * 32)
PURPOSE = PurposeId("record_matter")


def test_an_empty_database_belongs_to_no_installation(db, root) -> None:
    with pytest.raises(NotInstalledError, match="no installation"):
        Keys.unlock(root)


def test_a_wrong_root_key_unlocks_nothing(keys, tmp_path) -> None:
    with pytest.raises(RootKeyWrong):
        Keys.unlock(RootKey.create(tmp_path / "other.key"))


def test_evidence_opens_in_its_place_only(keys, tenant) -> None:
    sealed = keys.seal_evidence(tenant, b"given", b"consent 1")
    assert keys.open_evidence(tenant, sealed, b"consent 1") == b"given"
    with pytest.raises(WrapError):
        keys.open_evidence(tenant, sealed, b"consent 2")


def test_evidence_of_one_tenant_is_closed_to_another(keys, tenant, other_tenant) -> None:
    sealed = keys.seal_evidence(tenant, b"given", b"c")
    with pytest.raises(WrapError):
        keys.open_evidence(other_tenant, sealed, b"c")


def test_a_subjects_key_is_made_once_and_survives_a_restart(keys, tenant, root, now) -> None:
    sealed = keys.seal_subject(tenant, CALL, b"+493023125042", b"number", now)
    keys.seal_subject(tenant, CALL, b"again", b"number", now)
    assert Keys.unlock(root).open_subject(tenant, CALL, sealed, b"number") == b"+493023125042"
    with tenant_scope(tenant):
        assert VaultKey.objects.filter(subject=CALL).count() == 1


def test_a_subject_is_one_call(keys, tenant, now) -> None:
    sealed = keys.seal_subject(tenant, CALL, b"secret", b"number", now)
    keys.seal_subject(tenant, OTHER, b"secret", b"number", now)
    with pytest.raises(WrapError):
        keys.open_subject(tenant, OTHER, sealed, b"number")


def test_a_destroyed_subject_is_closed_at_once_even_to_unlocked_keys(keys, tenant, now) -> None:
    sealed = keys.seal_subject(tenant, CALL, b"secret", b"number", now)
    destroy_subjects(tenant, [CALL])
    with pytest.raises(KeyGoneError):
        keys.open_subject(tenant, CALL, sealed, b"number")


def test_evidence_outlives_the_subject(keys, tenant, now) -> None:
    sealed = keys.seal_evidence(tenant, b"given", b"c")
    keys.seal_subject(tenant, CALL, b"secret", b"number", now)
    destroy_subjects(tenant, [CALL])
    assert keys.open_evidence(tenant, sealed, b"c") == b"given"


def test_indexes_of_two_uses_differ(keys, tenant) -> None:
    number = "+493023125042"
    assert keys.lookup(tenant, "calls", number) == keys.lookup(tenant, "calls", number)
    assert keys.lookup(tenant, "calls", number) != keys.lookup(tenant, "consent", number)


def test_purpose_keys_hang_under_the_subject(keys, tenant, now) -> None:
    made = keys.purpose_key(tenant, CALL, PURPOSE, now)
    assert keys.existing_purpose(tenant, CALL, PURPOSE) == made
    destroy_subjects(tenant, [CALL])
    with pytest.raises(KeyGoneError):
        keys.existing_purpose(tenant, CALL, PURPOSE)


def test_the_log_is_signed_in_the_tenants_name(keys, tenant) -> None:
    signer = keys.log_signer(tenant)
    assert signer.key.name == f"rufschutz/{tenant}"
    assert len(signer.sign(b"head")) == 64


def test_forgotten_keys_are_read_anew(keys, tenant) -> None:
    before = keys.tenant(tenant)
    keys.forget(tenant)
    with tenant_scope(tenant):
        VaultKey.objects.all().delete()
    with pytest.raises(KeyGoneError):
        keys.tenant(tenant)
    assert len(before) == 32


def test_an_unknown_tenant_has_no_keys(keys) -> None:
    with pytest.raises(KeyGoneError):
        keys.tenant(TenantId("f" * 32))
    with pytest.raises(KeyGoneError, match="log/"):
        keys.log_signer("f" * 32)
