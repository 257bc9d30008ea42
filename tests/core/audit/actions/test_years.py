"""A year is closed at its turn and dropped when its every rule is over; the log stays one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rufschutz.core.audit.actions import bulk, record, redact, sequencing, years
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogShard
from rufschutz.core.audit.tiles import TileStore
from rufschutz.core.backup import lost
from rufschutz.core.completeness.actions.leaves import check_log
from rufschutz.core.completeness.models import Incident
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

    rebuild(office.tenant, office.log, office.now)
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


CLOSING = (
    "years.frontier",
    "years.closing",
    "years.append",
    "sequencing.sealed",
    "bulk.insert",
    "sequencing._sign",
    "TileStore.publish",
    "TileStore._write",
    "TileStore.put",
)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", CLOSING)
def test_killed_while_a_year_is_closed_it_is_closed_once_by_the_next_run(office, monkeypatch, step, when):
    note(office, 300, office.now)
    office.sequence()
    old = Checkpoint.objects.order_by("-size")[0].text
    owner, name = step.split(".")
    place = {"years": years, "sequencing": sequencing, "bulk": bulk, "TileStore": TileStore}[owner]
    real = getattr(place, name)

    def dying(*words):
        if when == "after":
            real(*words)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(place, name, dying)
        with pytest.raises(Crash):
            keep(office, office.now + YEAR)
    keep(office, office.now + YEAR)
    keep(office, office.now + YEAR)
    assert LogEntry.objects.filter(event="log:shard:closed").count() == 1
    assert [(row.year, row.end is None) for row in LogShard.objects.order_by("year")] == [
        (2026, False),
        (2027, True),
    ]
    assert faults(office, [old]) == []


@pytest.mark.usefixtures("scope")
def test_of_two_workers_at_the_turn_of_the_year_one_closes_it(office, monkeypatch):
    note(office, 10, office.now)
    office.sequence()
    real, others = years.hold_log, []

    def late(tenant):
        if not others:
            others.append(True)
            others.append(years.close(tenant, ZONE, office.desk.keys, Millis(office.now + YEAR)))
        return real(tenant)

    monkeypatch.setattr(years, "hold_log", late)
    assert years.close(office.tenant, ZONE, office.desk.keys, Millis(office.now + YEAR)) is False
    assert others == [True, True]
    keep(office, office.now + YEAR)
    assert (LogShard.objects.count(), faults(office)) == (2, [])


@pytest.mark.usefixtures("scope")
def test_after_a_clock_ran_ahead_and_back_over_a_turn_the_log_goes_on(office):
    two_years(office)
    keep(office, office.now + 4 * YEAR)
    note(office, 20, office.now)
    office.sequence(office.now)
    keep(office, office.now)
    keep(office, office.now + 2 * YEAR)
    assert [row.year for row in LogShard.objects.order_by("first")] == [2026, 2027, 2030]
    assert LogShard.objects.get(end=None).year == 2030
    assert faults(office) == []
    keep(office, office.now + 5 * YEAR)
    assert [row.year for row in LogShard.objects.order_by("first")] == [2026, 2027, 2030, 2031]
    assert faults(office) == []


@pytest.mark.usefixtures("scope")
def test_a_year_goes_by_the_last_of_its_entries_also_one_that_a_wrong_clock_dated(office):
    note(office, 600, office.now)
    note(office, 1, office.now + 3 * YEAR)
    office.sequence()
    keep(office, office.now + YEAR)
    at = over(office)
    keep(office, at)
    assert not LogShard.objects.exclude(dropped_at=None).exists()
    keep(office, at + 3 * YEAR)
    assert LogShard.objects.exclude(dropped_at=None).get().year == 2026


@pytest.mark.rule("R61")
@pytest.mark.usefixtures("scope")
def test_a_list_of_closed_years_that_nobody_wrote_is_an_incident_and_kept(office):
    two_years(office)
    path = office.log / office.tenant / "shards.json"
    true = path.read_bytes()
    path.write_bytes(true.replace(b'"dropped":false', b'"dropped":true'))
    assert check_log(office.tenant, office.desk.keys, office.log, office.now) == 1
    keep(office, office.now + YEAR + DAY)
    assert [row.subject for row in Incident.objects.all()] == ["shards.json is not what was published"]
    assert path.read_bytes() == true
    (kept,) = (office.log / office.tenant / "differing").rglob("shards.json")
    assert b'"dropped":true' in kept.read_bytes()


@pytest.mark.usefixtures("scope")
def test_a_list_from_before_the_year_was_closed_is_no_incident(office):
    two_years(office)
    path = office.log / office.tenant / "shards.json"
    before = path.read_bytes()
    keep(office, office.now + 2 * YEAR)
    path.write_bytes(before)
    keep(office, office.now + 2 * YEAR)
    assert (Incident.objects.count(), path.read_bytes() == before) == (0, False)
    path.unlink()
    assert check_log(office.tenant, office.desk.keys, office.log, office.now) == 1
    assert Incident.objects.get().subject == "shards.json is missing"


@pytest.mark.usefixtures("scope")
def test_a_year_whose_files_were_altered_goes_by_its_rows(office):
    two_years(office)
    for path in (office.log / office.tenant / "tile/0").rglob("00?"):
        path.write_bytes(b"x" * path.stat().st_size)
    keep(office, over(office))
    assert LogShard.objects.order_by("year")[0].dropped_at is not None


@pytest.mark.usefixtures("scope")
def test_a_restored_log_that_lacks_a_dropped_year_leads_to_what_was_signed_of_it(office, monkeypatch):
    two_years(office)
    at = over(office)
    keep(office, at)
    office.sequence(at)
    texts = list(Checkpoint.objects.order_by("-size").values_list("text", flat=True)[:1])
    monkeypatch.setattr(lost, "_known", lambda _: texts)
    assert lost.lost(None) == {}
    texts[:] = [LogShard.objects.order_by("year")[0].text]
    assert lost.lost(None) == {}
