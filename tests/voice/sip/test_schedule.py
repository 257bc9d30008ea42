"""Deadlines fire in order, once, and not after they were stopped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rufschutz.voice.sip.schedule import Schedule


def test_deadlines_fire_in_order_and_once():
    schedule, fired = Schedule(), []
    for name, at in (("b", 20), ("a", 10), ("c", 30)):
        schedule.start("owner", name, at, lambda now, name=name: fired.append((name, now)))

    assert schedule.next() == 10
    schedule.run(25)
    schedule.run(25)
    assert fired == [("a", 25), ("b", 25)]
    assert schedule.next() == 30


def test_a_started_timer_replaces_the_one_of_its_name():
    schedule, fired = Schedule(), []
    schedule.start("owner", "a", 10, lambda now: fired.append("old"))
    schedule.start("owner", "a", 20, lambda now: fired.append("new"))
    schedule.run(100)

    assert fired == ["new"]


def test_a_timer_may_start_itself_again():
    schedule, fired = Schedule(), []

    def again(now):
        fired.append(now)
        if now < 3:
            schedule.start("owner", "a", now + 1, again)

    schedule.start("owner", "a", 1, again)
    for now in range(10):
        schedule.run(now)

    assert fired == [1, 2, 3]


def test_what_is_forgotten_never_fires():
    schedule, fired = Schedule(), []
    schedule.start("gone", "a", 1, fired.append)
    schedule.start("gone", "b", 2, fired.append)
    schedule.start("kept", "a", 3, fired.append)
    schedule.forget("gone")
    schedule.stop("nobody", "a")

    assert schedule.next() == 3
    schedule.run(5)
    assert fired == [5]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 50) | st.none())))
def test_the_schedule_agrees_with_a_plain_list(steps):
    schedule, model = Schedule(), {}
    for owner, name, at in steps:
        if at is None:
            schedule.stop(owner, name)
            model.pop((owner, name), None)
        else:
            schedule.start(owner, name, at, lambda now, key=(owner, name): model.pop(key))
            model[owner, name] = at
    assert schedule.next() == min(model.values(), default=None)
    schedule.run(25)
    assert all(at > 25 for at in model.values())
