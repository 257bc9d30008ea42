"""A playbook: calls written as they are heard, run against the machine.

``>>`` is what happens, ``<<`` what the machine orders in answer. Every order must be
named, but for the quiet ones (timers, cutting what plays, the evidence of texts), which
may be. The playbook is voice's stand-in: it reports what was cut, and it fails when two
texts would play at once or an order concerns something that does not exist.
"""

from __future__ import annotations

import dataclasses
from hashlib import sha256

import pytest

from rufschutz.domain.call import commands as do
from rufschutz.domain.call import events as ev
from rufschutz.domain.call import facts, texts
from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.call.machine import CallMachine
from rufschutz.domain.call.quality import Quality
from rufschutz.domain.call.script import (
    CallScript,
    CallTiming,
    Reason,
    ReasonMenu,
    RecordingScript,
    SpokenText,
)

OPENING = "opening.keypad.ask_first"
NEVER = "opening.keypad.never"
NUMBER = "+493023125047"
TIMING = CallTiming(
    answer_window_opens=300,
    answer_window=10_000,
    repeats=1,
    key_gap=6_000,
    message_limit=180_000,
    message_warning=30_000,
    call_limit=1_800_000,
)
RECORDING = RecordingScript("handle_matter", "P7D", "2030-01-08", OPENING)
MENU = ReasonMenu(
    {
        ev.Key.K1: Reason("appointment"),
        ev.Key.K2: Reason("prescription"),
        ev.Key.K3: Reason("callback"),
        ev.Key.K4: Reason("opinion", calls_back=False),
    }
)
LATER = ReasonMenu(MENU.reasons, message=ev.Key.K5)
NOTICE = "opening.keypad.ask_later"
QUESTION = "question.record.keypad"
ASKS_LATER = RecordingScript("handle_matter", "P7D", "2030-01-08", QUESTION)
QUIET = ("timer ", "stop timer", "hush", "text ")


def digest(*words: str) -> str:
    return sha256(" ".join(words).encode()).hexdigest()


def spoken(*more: str) -> dict:
    names = texts.ALWAYS | texts.WHEN_RECORDING | {OPENING, NEVER, NOTICE, QUESTION, *more}
    names |= texts.IF_THERE
    names |= texts.WHEN_CHOOSING | texts.WHEN_CHOOSING_AND_RECORDING | texts.WHEN_ASKING_LATER
    return {
        (text, language, speed): SpokenText(digest(text, language), digest(text, language, speed))
        for text in names
        for language in Language
        for speed in Speed
    }


def script(**changes: object) -> CallScript:
    base = CallScript(
        tenant="tenant",
        line="line",
        call="call",
        plan="plan",
        language=Language.DE,
        number=NUMBER,
        withheld=False,
        opening=OPENING,
        recording=RECORDING,
        timing=TIMING,
        spoken=spoken(),
    )
    return dataclasses.replace(base, **changes)


class Counter:
    """New ids, counted."""

    def __init__(self) -> None:
        self.facts = self.artefacts = self.playbacks = 0

    def fact(self) -> str:
        self.facts += 1
        return f"fact-{self.facts}"

    def artefact(self) -> str:
        self.artefacts += 1
        return f"artefact-{self.artefacts}"

    def playback(self) -> int:
        self.playbacks += 1
        return self.playbacks


def words(command: do.Command) -> str:  # noqa: C901, PLR0911 - one line per order
    match command:
        case do.Play():
            extra = [command.language.value] if command.language is not Language.DE else []
            extra += [command.speed.value] if command.speed is not Speed.NORMAL else []
            extra += [f"{slot.name}={slot.value}" for slot in command.slots]
            return " ".join(["say", command.text, *extra])
        case do.PlayTone():
            return "tone"
        case do.StopPlaying():
            return "hush"
        case do.StartTimer():
            return f"timer {command.timer} {command.ms}"
        case do.StopTimer():
            return f"stop timer {command.timer}"
        case do.Store():
            return fact_words(command.fact)
        case do.StartRecording():
            return "record"
        case do.PauseRecording():
            return f"pause {command.reason}"
        case do.ResumeRecording():
            return "resume"
        case do.StopRecording():
            return "close the journal"
        case do.DestroyRecording():
            return "destroy the journal"
        case do.HangUp():
            return f"hang up {command.by}"


def fact_words(fact: facts.Fact) -> str:  # noqa: C901, PLR0911 - one line per fact
    match fact:
        case facts.CallStarted():
            return "call started"
        case facts.TextPlayed():
            state = "cut" if not fact.completed else "heard" if fact.alive else "unheard"
            return f"text {fact.text} {state}"
        case facts.KeyHeard():
            return f"key {fact.key}" + ("" if fact.counted else " does not count")
        case facts.ConsentChanged():
            return " ".join(["consent", fact.state, *([fact.refused_by] if fact.refused_by else [])])
        case facts.RecordingStarted():
            return "recording started"
        case facts.RecordingPaused():
            return "recording paused"
        case facts.RecordingResumed():
            return "recording resumed"
        case facts.RecordingKept():
            return f"recording kept {fact.length} {fact.voiced}"
        case facts.RecordingGone():
            return f"recording gone {fact.because}"
        case facts.MatterConfirmed():
            return " ".join(["confirmed", *filter(None, (fact.callback_number, fact.reason))])
        case facts.QualityMeasured():
            return f"quality {fact.quality.grade}"
        case facts.CallEnded():
            return f"call ended {fact.by} {fact.outcome}"


class Playbook:
    """One call. ``now`` moves on with every event (five seconds where a text was heard out)."""

    def __init__(self, call_script: CallScript) -> None:
        self.script = call_script
        self.machine = CallMachine(call_script, Counter())
        self.now = 1_000_000
        self.facts: list[facts.Fact] = []
        self.orders: list[do.Command] = []
        self.grants: list = []
        self.timers: set[ev.Timer] = set()
        self.playing: int | None = None
        self.cut: list[int] = []
        self.journals: dict[str, str] = {}
        self.disk_takes_notes = True

    # ---- what a test writes

    def goes(self, text: str) -> Playbook:
        batch: list[str] = []
        for line in (line.strip() for line in text.strip().splitlines()):
            if line.startswith(">>"):
                self._nothing_left(batch)
                batch = self.happens(line[2:].strip())
            elif line.startswith("<<"):
                self._expect(batch, line[2:].strip())
        self._nothing_left(batch)
        return self

    def happens(self, line: str) -> list[str]:
        """Run a ``>>`` line and return the orders in words."""
        orders = self.feed(self._event(line))
        if self.disk_takes_notes and any(order.startswith("confirmed") for order in orders) and not self.over:
            orders += self.feed(ev.FactStored(self.now + 20, self.last(facts.MatterConfirmed).head.fact))
        while self.cut and not self.over:
            self.now += 20
            orders += self.feed(ev.PlaybackEnded(self.now, self.cut.pop(), completed=False, peer_alive=True))
        return orders

    def feed(self, event: ev.Event) -> list[str]:
        """Hand an event to the machine and check the orders as voice would."""
        self.now = event.at
        if isinstance(event, ev.PlaybackEnded) and event.playback == self.playing:
            self.playing = None
        if isinstance(event, ev.TimerFired):
            self.timers.discard(event.timer)
        orders = self.machine.handle(event)
        for order in orders:
            self._obey(order)
        self.orders += orders
        return [words(order) for order in orders]

    def all(self, kind: type) -> list:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def last(self, kind: type):
        return self.all(kind)[-1]

    def key(self, key: str, *, started_at: int | None = None) -> ev.KeyPressed:
        started = self.now if started_at is None else started_at
        return ev.KeyPressed(self.now, ev.Key(key), started, ev.KeyMethod.RTP_EVENT)

    @property
    def over(self) -> bool:
        return any(isinstance(fact, facts.CallEnded) for fact in self.facts)

    @property
    def outcome(self) -> str:
        return self.last(facts.CallEnded).outcome

    # ---- voice's part

    def _event(self, line: str) -> ev.Event:  # noqa: C901, PLR0911, PLR0912 - one line per event
        self.now += 1_000
        match line.split():
            case ["answer"]:
                return ev.Answered(self.now)
            case ["heard"]:
                return self._played(peer_alive=True)
            case ["played", "to", "nobody"]:
                return self._played(peer_alive=False)
            case ["key", key]:
                return self.key(key)
            case ["silence"]:
                return self._timer(ev.Timer.ANSWER)
            case ["time", "is", "up:", timer]:
                return self._timer(ev.Timer(timer))
            case ["stored"]:
                return ev.FactStored(self.now, self.last(facts.ConsentChanged).head.fact)
            case ["noted"]:
                return ev.FactStored(self.now, self.last(facts.MatterConfirmed).head.fact)
            case ["caller", "falls", "silent"]:
                return ev.CallerSilent(self.now)
            case ["closed", length, "voiced", voiced]:
                return ev.RecordingStopped(self.now, self._journal("closing"), int(length), int(voiced))
            case ["gone"]:
                return ev.RecordingDestroyed(self.now, self._journal("dying"))
            case ["recorder", "fails"]:
                return ev.RecorderFailed(self.now, next(reversed(self.journals)), "no space")
            case ["somebody", "else"]:
                return ev.RemoteChanged(self.now)
            case ["equipment", "objects"]:
                return ev.Objected(self.now)
            case ["hold"]:
                return ev.Held(self.now)
            case ["back"]:
                return ev.Resumed(self.now)
            case ["hang", "up", "after", "bad", "sound"]:
                bad = Quality(100, 20, 0, 0, 0, 0, 0, 5)
                return ev.HungUp(self.now, ev.EndedBy.CALLER, bad)
            case ["hang", "up"]:
                return ev.HungUp(self.now, ev.EndedBy.CALLER)
            case _:
                raise AssertionError(f"the playbook does not know: {line}")

    def _played(self, *, peer_alive: bool) -> ev.Event:
        assert self.playing is not None, "nothing plays"
        self.now += 4_000
        return ev.PlaybackEnded(self.now, self.playing, completed=True, peer_alive=peer_alive)

    def _timer(self, timer: ev.Timer) -> ev.Event:
        assert timer in self.timers, f"no timer runs for {timer}"
        return ev.TimerFired(self.now, timer)

    def _journal(self, state: str) -> str:
        return next(artefact for artefact, now in self.journals.items() if now == state)

    def _obey(self, order: do.Command) -> None:  # noqa: C901 - one line per order
        match order:
            case do.Play() | do.PlayTone():
                assert self.playing is None, "two texts at once"
                self.playing = order.playback
            case do.StopPlaying():
                assert self.playing == order.playback, "this does not play"
                self.cut.append(order.playback)
                self.playing = None
            case do.StartTimer():
                self.timers.add(order.timer)
            case do.StopTimer():
                self.timers.remove(order.timer)
            case do.Store():
                assert not self.over, "a fact after the last one"
                self.facts.append(order.fact)
            case do.StartRecording():
                assert order.grant.alive
                assert not {"open", "gap"} & set(self.journals.values()), "two recordings"
                self.grants.append(order.grant)
                self.journals[order.artefact] = "open"
            case do.PauseRecording():
                assert self.journals[order.artefact] == "open"
                self.journals[order.artefact] = "gap"
            case do.ResumeRecording():
                assert order.grant.alive
                assert self.journals[order.artefact] == "gap"
                self.journals[order.artefact] = "open"
            case do.StopRecording():
                assert self.journals[order.artefact] in {"open", "gap"}
                self.journals[order.artefact] = "closing"
            case do.DestroyRecording():
                assert self.journals[order.artefact] != "dying"
                self.journals[order.artefact] = "dying"

    @staticmethod
    def _expect(batch: list[str], wanted: str) -> None:
        while batch:
            order = batch.pop(0)
            if order == wanted:
                return
            assert order.startswith(QUIET), f"expected: {wanted}\nordered:  {order}"
        raise AssertionError(f"expected: {wanted}\nordered:  nothing more")

    @staticmethod
    def _nothing_left(batch: list[str]) -> None:
        loud = [order for order in batch if not order.startswith(QUIET)]
        assert not loud, f"not expected: {loud}"


@pytest.fixture
def playbook():
    """Make a playbook for a script with the given changes."""

    def make(**changes: object) -> Playbook:
        return Playbook(script(**changes))

    return make


@pytest.fixture
def call(playbook) -> Playbook:
    """A call from a known number to a line that may record."""
    return playbook()


@pytest.fixture
def menu_call(playbook) -> Playbook:
    """A call to a line that asks first, and then what it is about."""
    return playbook(menu=MENU)


@pytest.fixture
def later_call(playbook) -> Playbook:
    """A call to a line that asks whether to record only when somebody wants to leave a message."""
    return playbook(menu=LATER, opening=NOTICE, recording=ASKS_LATER)


@pytest.fixture
def make_script():
    return script


@pytest.fixture
def ids() -> Counter:
    return Counter()


ASKED = """
    >> answer
    << call started
    << say opening.keypad.ask_first
    >> heard
    << timer answer 10000
"""
RECORDED = (
    ASKED
    + """
    >> key 1
    << key 1
    << consent given
    >> stored
    << recording started
    << record
    << say answer.yes
    >> heard
    << tone
    >> heard
    << timer message 180000
    << timer message_warning 150000
"""
)
REFUSED = (
    ASKED
    + """
    >> key 2
    << key 2
    << consent refused key
    << say answer.no.short
"""
)
OFFERED = (
    REFUSED
    + """
    >> heard
    << say readback.number.caller_id last_two=47
"""
)


@pytest.fixture
def asked(call) -> Playbook:
    """A call in which the question was heard to its end."""
    return call.goes(ASKED)


@pytest.fixture
def spoken_message(menu_call) -> Playbook:
    """A call in which a message is being spoken, to a line that asks what it is about."""
    return menu_call.goes(RECORDED)


@pytest.fixture
def recorded(call) -> Playbook:
    """A call in which a message is being spoken."""
    return call.goes(RECORDED)


@pytest.fixture
def offered(call) -> Playbook:
    """A call in which, after a no, a callback to the caller's number is being offered."""
    return call.goes(OFFERED)
