from __future__ import annotations

import pytest

from rufschutz.bench import suite
from rufschutz.bench.deletion import DeletionResult
from rufschutz.bench.suite import NAMES, Wish, measurement


@pytest.fixture
def no_postgres(monkeypatch):
    monkeypatch.setattr(suite.cluster, "programs", lambda: None)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_measurement_with_steps(name):
    made = measurement(name, Wish())
    assert made.name == name
    assert all(step.label for step in made.steps)


def test_media_measures_each_size_both_ways():
    labels = [step.label for step in measurement("media", Wish(calls=(4, 8))).steps]
    assert labels == [
        "4 calls, one tick",
        "4 calls over a bad link",
        "4 calls, a task each",
        "8 calls, one tick",
        "8 calls over a bad link",
        "8 calls, a task each",
    ]


def test_deletion_without_postgresql_says_that_it_was_left_out(no_postgres):
    made = measurement("deletion", Wish())
    assert [step.label for step in made.steps] == ["1000 deletions, SQLite", "10000 deletions, SQLite"]
    assert "left out" in made.table([DeletionResult("sqlite", 1000, 1.0, 1000.0, 20)]).notes[0]


def test_log_and_growth_run_on_both_databases_and_say_what_is_missing(no_postgres):
    assert len(measurement("log", Wish(postgres="postgres://x")).steps) == 2
    assert "1000000 calls" in measurement("growth", Wish(large=True)).steps[0].label
    assert "left out" in measurement("log", Wish()).table([]).notes[0]


@pytest.mark.parametrize(
    ("name", "large"), [("log", "1000000"), ("keys", "1000000"), ("store", "100000"), ("restore", "4000")]
)
def test_what_is_promised_of_much_is_measured_by_a_flag(name, large, no_postgres):
    assert large not in measurement(name, Wish()).steps[0].label.replace(",", "").split()
    assert large in measurement(name, Wish(large=True)).steps[0].label.replace(",", "").split()


def test_deletion_grows_by_a_flag_and_takes_a_server_by_name(no_postgres):
    labels = [step.label for step in measurement("deletion", Wish(large=True, postgres="postgres://x")).steps]
    assert labels[2:] == [
        "100000 deletions, SQLite",
        "1000 deletions, PostgreSQL",
        "10000 deletions, PostgreSQL",
        "100000 deletions, PostgreSQL",
    ]
