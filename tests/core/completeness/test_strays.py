"""Files that no row names; the kinds themselves: actions/test_check.py."""

from __future__ import annotations

import os

import pytest

from rufschutz.core.completeness import strays
from rufschutz.domain.completeness.artefact import GRACE
from rufschutz.domain.ids import BlobId
from rufschutz.handover import durable

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


def refused(*_args):
    raise PermissionError(13, "Permission denied")


@pytest.mark.rule("R48")
def test_a_journal_that_nobody_may_read_is_told_as_nobody_s(office, other_tenant, monkeypatch):
    caller = office.call().begin_journal()
    path = office.desk.journals / f"{caller.artefact}.journal"
    later = path.stat().st_mtime_ns // 1_000_000 + GRACE + 1
    monkeypatch.setattr(strays, "read_head", refused)
    for tenant in (office.tenant, other_tenant):
        assert [name for _, name in strays.journals(tenant, office.desk.journals, later)] == [path.stem]


@pytest.mark.parametrize(("module", "name"), [(os, "scandir"), (durable, "exists")])
def test_a_directory_that_may_not_be_listed_or_asked_may_not_be_entered(tmp_path, monkeypatch, module, name):
    assert strays.may_enter(tmp_path)
    assert strays.may_enter(tmp_path / "none")
    monkeypatch.setattr(module, name, refused)
    assert not strays.may_enter(tmp_path)
