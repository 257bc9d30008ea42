"""Files that no row names; the kinds themselves: actions/test_check.py."""

from __future__ import annotations

import pytest

from rufschutz.core.completeness import strays
from rufschutz.domain.completeness.artefact import GRACE
from rufschutz.domain.ids import BlobId

pytestmark = pytest.mark.usefixtures("scope")
STRAY = BlobId("7" * 32)


def test_blobs_are_counted_and_asked_page_by_page(office, monkeypatch):
    monkeypatch.setattr(strays, "PAGE", 2)
    for name in "123":
        office.recorded(name)
    with office.desk.blobs.put(STRAY) as file:
        file.write(b"?")
    pages = list(strays.blobs(office.tenant, office.desk.blobs))
    assert sum(count for count, _ in pages) == 4
    assert [name for _, names in pages for name in names] == [STRAY]


def test_what_is_gone_when_looked_at_again_is_nothing(office):
    assert list(strays.judged(office.tenant, office.desk.blobs, [STRAY])) == []


def test_another_tenant_s_journal_is_not_told(office, other_tenant):
    caller = office.call().begin_journal()
    path = office.desk.journals / f"{caller.artefact}.journal"
    later = path.stat().st_mtime_ns // 1_000_000 + GRACE + 1
    assert [name for _, name in strays.journals(office.tenant, office.desk.journals, later)] == [path.stem]
    assert list(strays.journals(other_tenant, office.desk.journals, later)) == []
