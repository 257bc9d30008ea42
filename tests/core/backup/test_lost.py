"""A log that had come further is named with what it lacks; one that was rewritten is refused."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.core.audit.models import Checkpoint
from rufschutz.core.backup import lost as losing
from rufschutz.core.backup.lost import LogForkError, Lost, lost
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.checkpoint import Checkpoint as Head


@pytest.fixture
def known(office, monkeypatch):
    office.recorded()
    office.sequence()
    with tenant_scope(office.tenant):
        row = Checkpoint.objects.order_by("-size").first()
    texts = [row.text]
    monkeypatch.setattr(losing, "_known", lambda _: texts)
    return SimpleNamespace(office=office, size=row.size, root=bytes.fromhex(row.root), texts=texts)


def test_a_log_that_is_whole_lacks_nothing(known):
    assert lost(None) == {}


@pytest.mark.rule("R66")
def test_what_is_missing_is_counted(known):
    ahead = Head(f"rufschutz/{known.office.tenant}", known.size + 5, b"r" * 32)
    known.texts.append(ahead.text() + "\n— sig\n")
    assert lost(None) == {known.office.tenant: Lost(known.size + 5, (b"r" * 32).hex(), 5)}


@pytest.mark.rule("R66")
def test_a_fork_is_detected(known):
    other = Head(f"rufschutz/{known.office.tenant}", known.size, b"x" * 32)
    known.texts[:] = [other.text() + "\n— sig\n"]
    with pytest.raises(LogForkError):
        lost(None)
