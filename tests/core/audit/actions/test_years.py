"""A year is closed at its turn and dropped when its every rule is over; the log stays one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rufschutz.core.audit.actions import record, redact, years
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogShard
from rufschutz.core.audit.tiles import TileStore
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.verify import verify_log
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import DAY, Millis

ZONE = ZoneInfo("Europe/Berlin")
YEAR = 366 * DAY


class Crash(BaseException):
    """The process is gone."""


def note(office, count, at):
    for number in range(count):
        record(Entry(AuditEvent.CALL_VIEWED, office.tenant, Millis(at), "p", f"{number:032x}"))


def keep(office, at):
    rules = office.desk.rules(office.tenant)
    years.keep_years(office.tenant, ZONE, rules, office.desk.keys, office.log, Millis(at))


def faults(office, older=()):
    store = TileStore(office.log / office.tenant)
    read = lambda path: (store.directory / path).read_bytes()  # noqa: E731
    return verify_log(read, str(office.desk.keys.log_signer(office.tenant).key), older)


def two_years(office):
    """A log of one year, closed, and some entries of the next; returns the last head of the first."""
    note(office, 900, office.now)
    office.sequence()
    old = Checkpoint.objects.order_by("-size")[0].text
    keep(office, office.now + YEAR)
    note(office, 300, office.now + YEAR)
    office.sequence(office.now + YEAR)
    return old


@pytest.mark.usefixtures("scope")
def test_a_year_is_closed_by_the_first_entry_of_the_next(office):
    old = two_years(office)
    closed, following = LogShard.objects.order_by("year")
    assert (closed.year, following.year, following.first) == (2026, 2027, closed.end)
    assert LogEntry.objects.get(index=closed.end).event == "log:shard:closed"
    assert closed.text.split("\n")[3] == "year 2026 closed"
    assert faults(office, [old]) == []


@pytest.mark.usefixtures("scope")
def test_within_a_year_and_for_a_clock_that_went_back_nothing_is_closed(office):
    two_years(office)
    size = LogEntry.objects.count()
    keep(office, office.now + YEAR)
    keep(office, office.now)
    assert (LogShard.objects.count(), LogEntry.objects.count()) == (2, size)


def over(office):
    """Let every rule of the first year end."""
    end = LogShard.objects.order_by("year")[0].end
    redact(list(LogEntry.objects.filter(index__lt=end).values_list("id", flat=True)))
    return office.now + 6 * YEAR


@pytest.mark.usefixtures("scope")
def test_a_year_whose_every_rule_is_over_goes_whole_and_its_last_head_stays(office):
    old = two_years(office)
    keep(office, over(office))
    office.sequence(office.now + 6 * YEAR)
    shard = LogShard.objects.order_by("year")[0]
    assert shard.dropped_at is not None
    assert not LogEntry.objects.filter(index__lt=shard.base).exists()
    assert not (office.log / office.tenant / "tile/entries/000").exists()
    assert (shard.base, faults(office)) == (shard.end - shard.end % 256, [])
    assert faults(office, [old]) == []


@pytest.mark.usefixtures("scope")
def test_a_year_stays_while_one_payload_of_it_stands(office):
    two_years(office)
    keep(office, office.now + 6 * YEAR)
    assert LogShard.objects.filter(dropped_at=None).order_by("year")[0].year == 2026


@pytest.mark.usefixtures("scope")
def test_files_lost_behind_a_dropped_year_are_made_anew(office):
    two_years(office)
    at = over(office)
    keep(office, at)
    office.sequence(at)
    from rufschutz.core.audit.actions import rebuild

    rebuild(office.tenant, office.log)
    assert faults(office) == []
    note(office, 10, at)
    office.sequence(at)
    assert faults(office) == []


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", ["years._edge", "years.record", "TileStore.put", "TileStore.remove"])
def test_killed_between_any_two_steps_the_next_run_goes_on(office, monkeypatch, step):
    two_years(office)
    at = over(office)
    owner, name = step.split(".")
    place = {"years": years, "TileStore": TileStore}[owner]

    def dying(*_words):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(place, name, dying)
        with pytest.raises(Crash):
            keep(office, at)
    keep(office, at)
    office.sequence(at)
    assert faults(office) == []
    assert not (office.log / office.tenant / "tile/entries/000").exists()


@pytest.mark.usefixtures("scope")
def test_a_forged_closing_is_named(office):
    two_years(office)
    path = office.log / office.tenant / "shards.json"
    path.write_text(path.read_text().replace('"dropped":false', '"dropped":true'))
    assert faults(office) == []
    path.write_text(path.read_text().replace("year 2026 closed", "year 2025 closed"))
    assert "does not say so" in faults(office)[0]
