"""A day's page holds counts and the checkpoint, nobody, and is gone after thirty days."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.core.audit.actions.daily import write_daily
from rufschutz.core.audit.models import Checkpoint
from rufschutz.domain.audit.verify import read_head
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.usefixtures("scope")
def test_a_page_of_today_ends_with_a_checkpoint_that_a_stranger_reads(office):
    assert write_daily(office.tenant, dt.UTC, office.log, office.now) is None
    office.sequence()
    path = write_daily(office.tenant, dt.UTC, office.log, office.now)
    text = path.read_text()
    assert path.name == "2026-09-21.txt"
    assert text.endswith(Checkpoint.objects.order_by("-size")[0].text)
    note = text[text.index("rufschutz/") :]
    assert read_head(note, str(office.desk.keys.log_signer(office.tenant).key)).size


@pytest.mark.usefixtures("scope")
def test_it_is_written_once_and_kept_for_thirty_days(office):
    office.sequence()
    first = write_daily(office.tenant, dt.UTC, office.log, office.now)
    before = first.read_text()
    write_daily(office.tenant, dt.UTC, office.log, Millis(office.now + 1000))
    assert first.read_text() == before
    write_daily(office.tenant, dt.UTC, office.log, Millis(office.now + 30 * DAY))
    assert first.exists()
    write_daily(office.tenant, dt.UTC, office.log, Millis(office.now + 31 * DAY))
    assert not first.exists()
