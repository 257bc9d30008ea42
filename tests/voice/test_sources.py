from __future__ import annotations

import tracemalloc

import pytest

from rufschutz.voice.sip.guard import Verdict
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.via import Hop
from rufschutz.voice.sources import MOST_SOURCES, SCANNERS, SourceCounts, Sources
from rufschutz.voice.standing import CROWD, OF_CALLS, TRUNK, Standing

PBX = Hop("192.0.2.7", 5060)
SOMEONE = Hop("198.51.100.4", 5060)
STRANGER = Hop("203.0.113.9", 5060)


def standing(host):
    if host == PBX.host:
        return Standing.TRUNK
    return None if host == STRANGER.host else Standing.CROWD


@pytest.fixture
def waiting():
    return set()


@pytest.fixture
def sources(waiting):
    return Sources(
        standing, lambda user: user == "praxis", waiting.__contains__, {"ours"}.__contains__, 1_000
    )


def request(user="praxis", method="INVITE", agent="", diversion=""):
    at = f"{user}@" if user else ""
    extra = (f"User-Agent: {agent}\r\n" if agent else "") + (
        f"Diversion: {diversion}\r\n" if diversion else ""
    )
    return read(
        f"{method} sip:{at}127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKa\r\n"
        f"From: <sip:030@192.0.2.7>;tag=1\r\nTo: <sip:{at}127.0.0.1>\r\nCall-ID: a\r\nCSeq: 1 {method}\r\n"
        f"Contact: <sip:192.0.2.7>\r\n{extra}Content-Length: 0\r\n\r\n".encode()
    )


def verdicts(sources, source, requests, now=0):
    return [sources.outside(each, source, now) for each in requests]


def test_a_stranger_is_not_heard_and_not_kept(sources):
    assert not sources.takes(STRANGER, b"", 0)
    assert not sources.connects(STRANGER, 0)
    assert sources.outside(request(), STRANGER, 0) is Verdict.DROP
    assert not sources.unreadable(STRANGER, 0)
    assert len(sources) == 0
    assert sources.counts.strangers == 3


def test_a_trunk_sets_up_two_thousand_calls_a_second(sources):
    asked = request()
    served = [
        sources.outside(asked, PBX, second * 1_000 + part // 2)
        for second in range(3)
        for part in range(2_000)
    ]
    assert set(served) == {Verdict.SERVE}


@pytest.mark.rule("R66")
def test_requests_above_the_rate_are_dropped(sources):
    wanted = [Verdict.SERVE] * int(CROWD.requests.burst) + [Verdict.DROP]
    assert verdicts(sources, SOMEONE, [request()] * len(wanted)) == wanted
    assert sources.outside(request(), SOMEONE, 1_000) is Verdict.SERVE
    assert sources.counts == SourceCounts(flooding=1)


def test_messages_above_the_rate_are_not_even_read(sources):
    taken = [sources.takes(SOMEONE, b"", 0) for _ in range(int(CROWD.messages.burst) + 1)]
    assert taken[-2:] == [True, False]
    assert sources.takes(SOMEONE, b"", 1_000)


@pytest.mark.parametrize(("source", "allowance"), [(PBX, TRUNK), (SOMEONE, CROWD)])
def test_dialogs_in_progress_are_bounded_and_those_that_are_acked_do_not_count(
    sources, waiting, source, allowance
):
    for number in range(allowance.dialogs):
        assert sources.outside(request(), source, number * 1_000) is Verdict.SERVE
        sources.begun(number, source)
        waiting.add(number)
    later = allowance.dialogs * 1_000
    assert sources.outside(request(), source, later) is Verdict.REFUSE
    waiting.remove(3)
    assert sources.outside(request(), source, later) is Verdict.SERVE
    assert sources.counts == SourceCounts(crowded=1)


@pytest.mark.parametrize(("source", "most"), [(PBX, 25), (SOMEONE, 8), (SOMEONE, 4)])
def test_no_source_holds_more_dialogs_without_an_ack_than_the_house_lets_one(source, most):
    sources = Sources(standing, lambda _: True, lambda _: True, lambda _: False, 25 if most > 4 else 4)
    served = 0
    while sources.outside(request(), source, served * 1_000) is Verdict.SERVE:
        sources.begun(served, source)
        served += 1
    assert served == most


@pytest.mark.parametrize("word", SCANNERS)
def test_a_scanner_of_the_crowd_gets_no_answer_and_is_not_read_again_for_a_time(sources, word):
    assert sources.outside(request(agent=f"X/{word.upper()} 1.0"), SOMEONE, 0) is Verdict.DROP
    assert not sources.takes(SOMEONE, b"", CROWD.block_ms - 1)
    assert sources.takes(SOMEONE, b"", CROWD.block_ms)
    assert sources.counts == SourceCounts(scanners=1, blocks=1, blocked=1)


def test_a_trunk_is_not_judged_by_the_name_of_its_programme(sources):
    assert sources.outside(request(agent="sipsak 0.9"), PBX, 0) is Verdict.SERVE


@pytest.mark.rule("R66")
@pytest.mark.parametrize("method", ["INVITE", "OPTIONS", "REGISTER"])
def test_who_asks_for_many_users_is_blocked(sources, method):
    asked = [request(str(number), method) for number in range(100, 120)]
    seen = verdicts(sources, SOMEONE, asked)
    assert seen[: CROWD.users] == [Verdict.SERVE] * CROWD.users
    assert set(seen[CROWD.users :]) == {Verdict.DROP}
    assert not sources.takes(SOMEONE, b"", 1)
    assert sources.takes(SOMEONE, b"", CROWD.block_ms + 1)
    assert sources.counts.blocks == 1


def test_the_same_wrong_number_now_and_then_is_a_mistake(sources):
    seen = [sources.outside(request("nobody"), SOMEONE, minute * 60_000) for minute in range(60)]
    assert set(seen) == {Verdict.SERVE}


def test_different_wrong_numbers_over_hours_are_mistakes(sources):
    seen = [sources.outside(request(f"{number}"), SOMEONE, number * 61_000) for number in range(60)]
    assert set(seen) == {Verdict.SERVE}


def test_who_scans_through_a_trunk_does_not_cut_off_its_callers(sources):
    seen = verdicts(sources, PBX, [request(f"{number}") for number in range(300)])
    assert seen[-1] is Verdict.DROP
    assert sources.takes(PBX, b"", 0)
    assert sources.outside(request(), PBX, 0) is Verdict.SERVE
    assert sources.outside(request("sammelruf", diversion="<sip:praxis@192.0.2.7>"), PBX, 0) is Verdict.SERVE
    assert sources.outside(request("", "OPTIONS"), PBX, 0) is Verdict.SERVE
    assert sources.outside(request("nobody"), PBX, TRUNK.block_ms + 1) is Verdict.SERVE


def test_many_unreadable_messages_are_no_longer_answered(sources):
    answered = [sources.unreadable(PBX, 0) for _ in range(int(TRUNK.offences.burst) + 50)]
    assert answered.count(True) == TRUNK.offences.burst
    assert sources.outside(request(), PBX, 0) is Verdict.SERVE
    assert sources.counts.offences == 1
    assert sources.counts.blocked == 49


def test_a_million_sources_cost_what_a_few_thousand_do(sources):
    def address(number):
        return Hop(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", 5060)

    for number in range(MOST_SOURCES + 1_000):
        sources.takes(address(number), b"", 0)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(20_000):
        sources.takes(address(number), b"", 0)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(sources) == MOST_SOURCES
    assert grown < 8_000_000


def test_a_source_that_talks_is_not_forgotten(sources):
    sources.outside(request(agent=SCANNERS[0]), SOMEONE, 0)
    for number in range(3 * MOST_SOURCES):
        sources.takes(Hop(f"10.0.{number >> 8}.{number & 255}", 5060), b"", 0)
        if number % 1_000 == 0:
            assert not sources.takes(SOMEONE, b"", 0)


def test_new_peers_are_heeded_at_once():
    now = {PBX.host: Standing.CROWD, SOMEONE.host: Standing.CROWD}
    sources = Sources(now.get, lambda _: True, lambda _: True, lambda _: False, 1_000)
    assert sources.takes(PBX, b"", 0)
    assert sources.takes(SOMEONE, b"", 0)
    now.clear()
    now[PBX.host] = Standing.TRUNK
    sources.reconsider()
    assert len(sources) == 1
    assert all(sources.takes(PBX, b"", 0) for _ in range(2_000))


def bye(tag, parameter="tag"):
    return (
        "BYE sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKb\r\n"
        f"From: <sip:030@192.0.2.7>;tag=theirs\r\nTo: <sip:praxis@127.0.0.1>;{parameter}={tag}\r\n\r\n"
    ).encode()


@pytest.mark.rule("R101")
@pytest.mark.parametrize("parameter", ["tag", "Tag", "tag "])
def test_what_belongs_to_a_call_that_runs_passes_the_block_and_nothing_else_does(sources, parameter):
    sources.outside(request(agent=SCANNERS[0]), SOMEONE, 0)
    assert sources.takes(SOMEONE, bye("ours", parameter), 1)
    assert not sources.takes(SOMEONE, bye("another"), 1)
    assert not sources.takes(SOMEONE, b"", 1)
    assert sources.counts == SourceCounts(scanners=1, blocks=1, blocked=2)


def test_what_belongs_to_a_call_that_runs_passes_where_its_source_floods(sources):
    for _ in range(int(CROWD.messages.burst)):
        assert sources.takes(SOMEONE, b"", 0)
    assert not sources.takes(SOMEONE, b"", 0)
    assert sources.takes(SOMEONE, bye("ours"), 0)


def test_calls_that_run_are_no_way_around_the_block(sources):
    sources.outside(request(agent=SCANNERS[0]), SOMEONE, 0)
    taken = [sources.takes(SOMEONE, bye("ours"), 1) for _ in range(int(OF_CALLS.burst) + 1)]
    assert taken == [True] * int(OF_CALLS.burst) + [False]
    assert sources.outside(request(), SOMEONE, 1) is Verdict.DROP
    assert not sources.takes(SOMEONE, b"x" * 5_000 + bye("ours"), 60_000)
    assert not sources.takes(SOMEONE, b";tag=x" * 8 + bye("ours"), 60_000)
