"""What no row knows is put away, opened by nobody, and destroyed after fourteen days."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.core.backup.actions import gap
from rufschutz.core.backup.models import Stranded
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import wrap_data_key
from rufschutz.core.keys.models import KeyEpoch, VaultWrap
from rufschutz.domain.ids import ArtefactId, PurposeId
from rufschutz.domain.moments import DAY, Millis


@pytest.fixture
def installation(office, tmp_path):
    names = ("spool", "journals", "blobs", "quarantine")
    return SimpleNamespace(**{name: tmp_path / name for name in names})


@pytest.mark.rule("R66")
def test_stray_files_are_put_away_and_destroyed_after_fourteen_days(office, installation):
    office.recorded()
    (installation.blobs / "ff").mkdir()
    (installation.blobs / "ff" / ("0" * 30 + "ff")).write_bytes(b"of the gap")
    count = gap.strand(installation, office.now)
    assert count == Stranded.objects.count() == gap.stranded() >= 2
    assert not list(installation.spool.glob("*.spool"))
    assert len(list(installation.blobs.glob("??/*"))) == 1
    assert gap.destroy_stranded(installation.quarantine, Millis(office.now + 14 * DAY - 1)) == 0
    assert gap.destroy_stranded(installation.quarantine, Millis(office.now + 14 * DAY)) == count
    assert list(installation.quarantine.iterdir()) == []


@pytest.mark.rule("R66")
def test_keys_without_a_row_and_epochs_of_before_are_closed(office):
    office.recorded()
    stray = ArtefactId("9" * 32)
    wrap_data_key(
        office.desk.keys, office.tenant, "8" * 32, PurposeId("record_matter"), stray, b"k" * 32, office.now
    )
    gap.close(office.now)
    with tenant_scope(office.tenant):
        assert VaultWrap.objects.count() == 1
    assert not KeyEpoch.objects.filter(destroyed_at=None).exists()
