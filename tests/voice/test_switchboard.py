"""Calls in and out of the switchboard, against stand-ins for the user agent and the media plane."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.domain.call import events as call
from rufschutz.domain.call.quality import Quality
from rufschutz.domain.consent.known import Known
from rufschutz.handover.lookup import FORMAT, LookupRequest
from rufschutz.voice.house import House
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, SourceChanged
from rufschutz.voice.plans import PlanBook
from rufschutz.voice.recorder import Recorder
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip import sdp
from rufschutz.voice.sip.identity import Caller
from rufschutz.voice.sip.offers import LocalMedia, make_offer
from rufschutz.voice.sip.sdp import parse_sdp
from rufschutz.voice.sip.via import Hop
from rufschutz.voice.sounds import ClipStore
from rufschutz.voice.switchboard import Switchboard

PEER = Hop("127.0.0.1", 5555)


class Loop:
    def __init__(self):
        self.soon = []

    def call_soon(self, function, *arguments):
        self.soon.append(lambda: function(*arguments))

    def call_later(self, *_):
        return SimpleNamespace(cancel=lambda: None)

    def call_soon_threadsafe(self, function, *arguments):
        self.call_soon(function, *arguments)

    def run(self):
        while self.soon:
            self.soon.pop(0)()


class Agent:
    def __init__(self):
        self.log = []

    def __getattr__(self, name):
        return lambda dialog, *rest, **_: self.log.append(
            (name, dialog, rest[0] if name == "reject" else None)
        )


class Media:
    def __init__(self):
        self.port = 40_000
        self.held = False
        self.log = []
        self.playing = self.stopped = 0

    def negotiate(self, agreed, remote, now, **_):
        self.log.append(remote)

    def play(self, playback, sound, now):
        self.playing = playback

    def stop(self, now):
        self.stopped += 1

    def quality(self):
        return Quality(50, 0, 0, 0, 0, 0, 0, 3)


class Plane:
    def __init__(self):
        self.made = []
        self.closed = []

    def __len__(self):
        return len(self.made) - len(self.closed)

    def open(self, setup):
        self.made.append((setup.call, Media()))
        return self.made[-1][1]

    def close(self, media):
        self.closed.append(media)


@pytest.fixture
def desk(kit, tmp_path):
    book = PlanBook(kit.directory, kit.public_key)
    book.refresh()
    (tmp_path / "journals").mkdir()
    made = SimpleNamespace(loop=Loop(), agent=Agent(), plane=Plane(), facts=[], now=1_000_000)
    ids = iter(f"id-{number}" for number in range(1_000))

    def store(fact, stored):
        made.facts.append(fact)
        made.loop.call_soon(stored)

    made.asked, made.tells = [], []

    def inquire(request, tell):
        made.asked.append(request)
        made.tells.append(tell)
        if made.answers_at_once:
            tell(made.known)

    made.answers_at_once, made.known = True, Known()
    house = House(
        made.loop, book, ClipStore(kit.clips), made.plane,
        Recorder(tmp_path / "journals", lambda _: None, lambda: made.now),
        store, lambda: made.now, lambda: next(ids), lambda bits: bits, "127.0.0.1", inquire=inquire,
    )  # fmt: skip
    made.board = Switchboard(house, made.agent, lambda: 0, lambda: None)
    return made


def offer(port=41_000, prefers_off=False):
    body = make_offer(LocalMedia("127.0.0.1", port, 7))
    return parse_sdp(body + (b"a=recordpref:off\r\n" if prefers_off else b""))


def incoming(dialog="d1", described=True, off=False):
    described = offer(prefers_off=off) if described else None
    return sip.IncomingCall(dialog, "praxis", "", Caller("03023125047", "", False), described, PEER)


def answered(desk, **options):
    desk.board.on_sip(incoming(**options))
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.loop.run()


def names(desk):
    return [type(fact).__name__ for fact in desk.facts]


def test_a_call_to_a_line_is_answered_after_its_ack(desk):
    desk.board.on_sip(incoming())
    assert desk.agent.log == [("accept", "d1", None)]
    assert desk.facts == []
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert names(desk) == ["CallStarted"]


def opening_of(desk):
    name, media = desk.plane.made[-1]
    desk.board.on_media(PlaybackDone(desk.now, name, media.playing, completed=True, peer_alive=True))
    return next(fact.text for fact in reversed(desk.facts) if type(fact).__name__ == "TextPlayed")


@pytest.mark.rule("R24")
def test_a_number_with_an_objection_is_looked_up_while_it_rings_and_never_asked(desk):
    desk.known = Known(never_record=True)
    desk.board.on_sip(incoming())
    assert desk.asked == [LookupRequest(FORMAT, "tenant-1", "line-1", "+493023125047")]
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert opening_of(desk) == "opening.keypad.never"


@pytest.mark.parametrize("ack_first", [True, False])
def test_the_first_sound_waits_for_the_look_up_and_the_ack_whichever_comes_last(desk, ack_first):
    desk.answers_at_once = False
    steps = [
        lambda: desk.board.on_sip(sip.Confirmed("d1", None, is_first=True)),
        lambda: desk.tells[0](Known(never_record=True)),
    ]
    desk.board.on_sip(incoming())
    first, last = steps if ack_first else reversed(steps)
    first()
    assert desk.facts == []
    last()
    assert names(desk) == ["CallStarted"]
    assert opening_of(desk) == "opening.keypad.never"


def test_what_is_learnt_of_a_call_that_is_over_begins_nothing(desk):
    desk.answers_at_once = False
    desk.board.on_sip(incoming())
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.board.on_sip(sip.ByeReceived("d1"))
    desk.tells[0](Known())
    assert desk.facts == []
    assert len(desk.board) == 0
    assert len(desk.plane.closed) == 1


@pytest.mark.rule("R110")
def test_of_a_withheld_number_nothing_is_looked_up(desk):
    hidden = sip.IncomingCall("d1", "praxis", "", Caller("03023125047", "", True), offer(), PEER)
    desk.board.on_sip(hidden)
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert desk.asked == []
    assert desk.facts[0].withheld


@pytest.mark.rule("R24")
def test_who_comes_while_the_number_is_looked_up_is_protected_by_it_and_nothing_else(desk):
    desk.answers_at_once = False
    desk.board.on_sip(incoming())
    desk.board.on_sip(sip.RemoteChanged("d1"))
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.tells[0](Known(never_record=True))
    assert opening_of(desk) == "opening.keypad.never"


@pytest.mark.rule("R24")
@pytest.mark.parametrize(
    ("changes", "then"), [(True, "callback.number.ask"), (False, "readback.number.caller_id")]
)
def test_the_number_is_not_theirs_who_came_while_it_was_looked_up(desk, changes, then):
    desk.answers_at_once = False
    desk.board.on_sip(incoming())
    if changes:
        desk.board.on_sip(sip.RemoteChanged("d1"))
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.tells[0](Known())
    opening_of(desk)
    desk.now += 1_000
    desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K2, 100))
    heard = [opening_of(desk) for _ in range(2)]
    assert heard == ["answer.no.short", then]


def test_an_early_bye_ends_the_call_and_frees_its_port(desk):
    answered(desk)
    desk.board.on_sip(sip.ByeReceived("d1"))
    desk.loop.run()
    assert names(desk)[-1] == "CallEnded"
    assert len(desk.plane.closed) == 1
    assert len(desk.board) == 0


def test_a_caller_who_gives_up_before_the_answer_leaves_nothing(desk):
    desk.board.on_sip(incoming())
    desk.board.on_sip(sip.Cancelled("d1"))
    assert desk.facts == []
    assert len(desk.plane.closed) == 1
    assert len(desk.board) == 0


def test_no_media_for_too_long_ends_the_call(desk):
    answered(desk)
    desk.board.on_media(MediaLost(desk.now, desk.plane.made[0][0]))
    desk.loop.run()
    assert ("bye", "d1", None) in desk.agent.log
    assert desk.facts[-1].by is call.EndedBy.MEDIA_TIMEOUT


@pytest.mark.rule("R12")
def test_equipment_that_asks_not_to_be_recorded_is_obeyed(desk):
    answered(desk, off=True)
    name, media = desk.plane.made[0]
    desk.board.on_media(PlaybackDone(desk.now, name, media.playing, completed=True, peer_alive=True))
    assert desk.facts[-1].text == "opening.keypad.never"


def test_a_key_that_comes_twice_on_different_ways_is_one_key(desk):
    answered(desk)
    desk.now += 5_000
    name = desk.plane.made[0][0]
    desk.board.on_media(Digit(desk.now, name, call.Key.K2, desk.now - 100, call.KeyMethod.RTP_EVENT))
    desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K2, 100))
    assert names(desk).count("KeyHeard") == 1


def test_a_key_pressed_twice_and_told_on_both_ways_is_two_keys(desk):
    answered(desk)
    name = desk.plane.made[0][0]
    for _ in range(2):
        desk.now += 300
        desk.board.on_media(Digit(desk.now, name, call.Key.K7, desk.now - 100, call.KeyMethod.RTP_EVENT))
        desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K7, 100))
    assert names(desk).count("KeyHeard") == 2


@pytest.mark.parametrize("duration", [None, 160])
def test_a_key_by_info_began_when_it_says_or_nobody_knows(desk, duration):
    answered(desk)
    desk.now += 5_000
    desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K2, duration))
    heard = next(fact for fact in desk.facts if type(fact).__name__ == "KeyHeard")
    assert heard.started_at == (None if duration is None else desk.now - duration)


@pytest.mark.rule("R12")
def test_equipment_that_objects_in_mid_call_is_obeyed(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_sip(sip.ReInvite("d1", offer(prefers_off=True), False, "sendrecv", False))
    desk.board.on_sip(sip.ReInvite("d1", None, False, "sendrecv", False))
    desk.board.on_sip(sip.Confirmed("d1", offer(prefers_off=True), is_first=False))
    assert fed == ["Objected", "Objected"]


def only(number):
    """Leave one codec and the telephone events in a description."""
    body = make_offer(LocalMedia("127.0.0.1", 41_000, 7)).decode()
    return parse_sdp(body.replace("RTP/AVP 8 0 101", f"RTP/AVP {number} 101").encode())


def test_a_call_keeps_its_codec_because_a_journal_cannot_change_its_own(desk):
    answered(desk)
    desk.board.on_sip(sip.ReInvite("d1", only(0), False, "sendrecv", False))
    assert desk.agent.log[-1][0] == "reject_change"
    assert len(desk.plane.made[0][1].log) == 1


@pytest.mark.rule("R12")
def test_media_that_moves_by_a_later_ack_is_followed_and_asked_anew(desk):
    answered(desk)
    media = desk.plane.made[0][1]
    before = media.playing
    desk.board.on_sip(sip.ReInvite("d1", None, False, "sendrecv", False))
    desk.board.on_sip(sip.Confirmed("d1", only(8), is_first=False))
    assert (media.log[-1], media.playing) == (("127.0.0.1", 41_000), before)
    desk.board.on_sip(sip.ReInvite("d1", None, False, "sendrecv", False))
    desk.board.on_sip(sip.Confirmed("d1", offer(42_000), is_first=False))
    assert media.log[-1] == ("127.0.0.1", 42_000)
    assert media.playing > before


@pytest.mark.rule("R12")
def test_another_person_at_the_other_end_is_asked_anew(desk):
    answered(desk)
    before = desk.plane.made[0][1].playing
    change = sip.ReInvite("d1", offer(42_000), True, "sendrecv", False)
    desk.board.on_sip(change)
    media = desk.plane.made[0][1]
    assert media.log[-1] == ("127.0.0.1", 42_000)
    assert media.playing > before
    assert desk.agent.log[-1][0] == "answer_change"


@pytest.mark.rule("R12")
def test_another_machine_that_speaks_is_asked_anew(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_media(SourceChanged(desk.now, desk.plane.made[0][0]))
    assert fed == ["RemoteChanged"]


def test_a_call_without_an_offer_is_offered_to_and_settled_by_the_ack(desk):
    desk.board.on_sip(incoming(described=False))
    desk.board.on_sip(sip.Confirmed("d1", offer(43_000), is_first=True))
    assert desk.plane.made[0][1].log == [("127.0.0.1", 43_000)]


def test_shutting_down_ends_every_call_and_takes_no_more(desk):
    answered(desk)
    desk.board.shut_down()
    desk.loop.run()
    assert desk.facts[-1].by is call.EndedBy.SHUTDOWN
    desk.board.on_sip(incoming(dialog="d2"))
    assert desk.agent.log[-1] == ("reject", "d2", 503)


def held(port=41_000, direction="sendonly"):
    """Put the other end on hold: nobody there listens, and what it sends is music."""
    body = make_offer(LocalMedia("127.0.0.1", port, 7), sdp.Direction(direction))
    return sip.ReInvite("d1", parse_sdp(body), False, direction, True)


def resumed(port=41_000):
    return sip.ReInvite("d1", offer(port), False, "sendrecv", True)


@pytest.mark.rule("R101")
@pytest.mark.parametrize("direction", ["sendonly", "inactive"])
def test_on_hold_nothing_is_sent_and_afterwards_it_is_said_again(desk, direction):
    answered(desk)
    media = desk.plane.made[0][1]
    before = media.playing
    desk.board.on_sip(held(direction=direction))
    assert (media.held, media.log[-1], media.stopped) == (True, None, 1)
    desk.now += 3_000
    desk.board.on_media(
        Digit(desk.now, desk.plane.made[0][0], call.Key.K2, desk.now, call.KeyMethod.RTP_EVENT)
    )
    assert "KeyHeard" not in names(desk)
    desk.board.on_sip(resumed())
    assert (media.held, media.log[-1]) == (False, ("127.0.0.1", 41_000))
    assert media.playing == before + 1


def test_a_hold_told_twice_is_one_hold(desk):
    answered(desk)
    desk.board.on_sip(held())
    desk.board.on_sip(held(direction="inactive"))
    assert desk.plane.made[0][1].stopped == 1


@pytest.mark.rule("R101")
def test_who_comes_back_from_elsewhere_is_another_person(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_sip(held())
    desk.board.on_sip(resumed(port=42_000))
    assert fed == ["Held", "RemoteChanged", "Resumed"]


def test_who_comes_back_from_the_same_place_is_the_same_person(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_sip(held(port=45_000))
    desk.board.on_sip(resumed())
    assert fed == ["Held", "Resumed"]


def test_a_call_that_begins_on_hold_says_nothing_before_somebody_listens(desk):
    body = make_offer(LocalMedia("127.0.0.1", 41_000, 7), sdp.Direction.SENDONLY)
    event = sip.IncomingCall("d1", "praxis", "", Caller("03023125047", "", False), parse_sdp(body), PEER)
    desk.board.on_sip(event)
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    media = desk.plane.made[0][1]
    assert media.stopped == 1
    desk.board.on_sip(resumed())
    assert media.log[-1] == ("127.0.0.1", 41_000)
    assert media.playing > 1


def spied(desk):
    """Return the names of the events that the call's session is fed from now on."""
    session = next(iter(desk.board._by_id.values())).session
    fed, feed = [], session.feed
    session.feed = lambda event: (fed.append(type(event).__name__), feed(event))
    return fed


def test_nobody_talks_before_the_ack(desk):
    desk.board.on_sip(incoming())
    assert (len(desk.board), desk.board.talking()) == (1, 0)
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert (len(desk.board), desk.board.talking()) == (1, 1)
