from __future__ import annotations

from rufschutz.bench import tables
from rufschutz.bench.access import AccessResult
from rufschutz.bench.calling import CallingResult
from rufschutz.bench.deletion import DeletionResult
from rufschutz.bench.gate import GateResult
from rufschutz.bench.media import MediaResult
from rufschutz.bench.memory import MemoryResult
from rufschutz.bench.record import SEARCHES, GrowthResult, LogResult
from rufschutz.bench.rotation import RotationResult
from rufschutz.bench.sealing import SealingResult
from rufschutz.bench.setups import SetupsResult


def media(way="tick", calls=100, cpu=0.05, late=1.0) -> MediaResult:
    return MediaResult(way, calls, 10.0, cpu, 0.02, 40.0, 0.1, late, 9.0, 0, 1.0, 500.0)


def met(table) -> list[bool]:
    return [target.met for target in table.targets]


def test_media_judges_the_dearest_call_and_the_lateness_of_the_most_calls():
    table = tables.media([media(cpu=0.09), media(calls=500, late=4.9)])
    assert met(table) == [False, True, True]
    assert met(tables.media([media(late=99.0), media(calls=500)])) == [True, True, True]


def test_media_says_how_much_more_a_task_per_call_takes():
    table = tables.media([media(), media("task per call", cpu=0.15, late=80.0)])
    assert table.notes == ("100 calls: one task per call takes 3.0 times the CPU of the tick",)
    assert met(table) == [True, True, True]
    assert tables.media([media("task per call")]).targets == ()


def test_sealing_shows_the_ratio_to_the_bare_cipher():
    table = tables.sealing([SealingResult("journal, a record a second", 8000, 160.0, 3200.0)])
    assert table.rows[0][-1] == 0.05
    assert "20,000 calls" in table.notes[0]


def test_access_is_judged_by_its_slowest_request():
    table = tables.access([AccessResult("a list", 200_000.0, 12), AccessResult("refused", 90_000.0, 12)])
    assert [target.met for target in table.targets] == [False]


def test_the_gate_is_judged_by_its_slowest_decision():
    table = tables.gate([GateResult("a yes", 2.5), GateResult("a no", 11.0)])
    assert not table.targets[0].met
    assert table.targets[0].measured == 11.0


def test_deletion_judges_the_slowest_size_on_each_database():
    rows = [
        DeletionResult("sqlite", 1000, 1.0, 1000.0, 20),
        DeletionResult("sqlite", 10_000, 21.0, 476.0, 20),
        DeletionResult("postgresql", 1000, 0.4, 2_500.0, 20, cpu=0.2),
    ]
    assert met(tables.deletion(rows)) == [False, True]
    assert met(tables.deletion(rows[::2])) == [True, True]
    assert tables.deletion(rows).rows[2][4] == 0.2
    assert tables.deletion(rows, "no PostgreSQL").notes == ("no PostgreSQL",)


def test_figures_with_a_limit_are_judged_and_others_shown():
    table = tables.figured(
        "keys", "keys: replaced", [RotationResult("postgresql", 10**6, 31.0, 30.0, 9, 5.0, 8.0)]
    )
    assert [row[1] for row in table.rows] == [31.0, 30.0, 9, 5.0, 8.0]
    assert met(table) == [False]


def test_memory_judges_all_processes_together():
    table = tables.memory([MemoryResult("voice", 130.0), MemoryResult("web", 130.0)])
    assert table.rows[-1] == ("all", 260.0)
    assert met(table) == [False]


def test_calling_shows_a_row_for_each_process():
    table = tables.calling(CallingResult(10, 30.0, 4.0, 9.0, 300.0, (("voice", 90.0), ("worker", 40.0))))
    assert [row[0] for row in table.rows][-2:] == ["CPU per call, voice", "CPU per call, worker"]
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_log_shows_both_halves_of_the_way():
    searches = tuple((name, 1.0) for name in SEARCHES)
    table = tables.log([LogResult("sqlite", 20_000, 2.0, 4.0, 2.0, 10**6, 50.0, 40.0, searches)], "left out")
    assert table.rows[0][:8] == ("sqlite", 20_000, 10**6, 10_000.0, 5_000.0, 10_000.0, 50.0, 40.0)
    assert met(table) == [False]
    assert table.notes == ("left out",)
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_growth_says_what_more_calls_cost():
    small, large = (
        GrowthResult("sqlite", 1000, 8.0, 2.0, 2.0, 1.0),
        GrowthResult("sqlite", 10_000, 8.8, 3.0, 4.0, 1.0),
    )
    table = tables.growth([[small, large]])
    (note,) = table.notes
    assert note.startswith("sqlite: 10 times as many calls make ingest 1.1, deletion 1.0, the first page 1.5")
    assert note.endswith("and a page in the middle 2.0 times as dear")
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_set_ups_show_the_best_level_against_the_target():
    rows = [
        SetupsResult(1, 2_000, 150.0, 2.4, 600.0, 2_000.0, 0),
        SetupsResult(10, 2_000, 390.0, 1.7, 1_560.0, 1_900.0, 2),
    ]
    table = tables.setups(rows)
    assert table.rows[1] == (10, 2_000, 390.0, 1.7, 1_560.0, 4.0, 1_900.0, 2)
    (target,) = table.targets
    assert target.met
    assert target.measured == 390.0
