"""Calls in any order of events: what the gate promises, shown of the whole machine.

The book kept here is a stranger's: it reads only what goes in and what comes out.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rufschutz.domain.call import commands as do
from rufschutz.domain.call import events as ev
from rufschutz.domain.call import facts, texts

OPENS = 300


class AnyCall(RuleBasedStateMachine):
    """One call with a caller, a recorder and a disk that do as they please."""

    playbook = None

    def __init__(self) -> None:
        super().__init__()
        self.call = self.playbook()
        self.unstored: list[str] = []
        self.consents: dict[str, facts.ConsentChanged] = {}
        self.durable: set[str] = set()
        self.spoilt: set[str] = set()
        self.withdrawn: set[str] = set()
        self.heard_questions: set[tuple[str, int]] = set()
        self.playing_text: dict[int, str] = {}
        script = self.call.script
        self.purposes = {script.recording.question: script.recording.purpose}
        self.purposes |= {offer.question: offer.purpose for offer in script.offers}
        self.offered = {offer.purpose: offer for offer in script.offers}
        self.hung_up = self.on_hold = self.objected = self.changed = False
        self.seen = 0

    # ---- the book

    def feed(self, event: ev.Event) -> None:
        if isinstance(event, ev.RemoteChanged | ev.Objected | ev.HungUp):
            self.spoilt |= set(self.consents)
            self.heard_questions.clear()
        if isinstance(event, ev.PlaybackEnded) and event.completed and event.peer_alive:
            text = self.playing_text.get(event.playback)
            if text in self.purposes:
                self.heard_questions.add((text, event.at))
        self.call.feed(event)
        for order in self.call.orders[self.seen :]:
            self.note(order)
        self.seen = len(self.call.orders)

    def note(self, order: do.Command) -> None:
        match order:
            case do.Play():
                assert not self.hung_up, "words after the call"
                assert not self.on_hold, "words to nobody"
                asks = {self.call.script.recording.question, texts.QUESTION_REPEAT, texts.REASON_OR_MESSAGE}
                asks |= {offer.question for offer in self.offered.values()}
                assert not (self.objected and order.text in asks), "asked after an objection"
                if order.text == texts.RECEIPT_OFFER or self.purposes.get(order.text) in self.offered:
                    self.note_optional(order.text)
                self.playing_text[order.playback] = order.text
            case do.Store():
                self.unstored.append(order.fact.head.fact)
                self.note_fact(order.fact)
            case do.StartRecording() | do.ResumeRecording():
                self.note_capture(order)

    def note_fact(self, fact: facts.Fact) -> None:
        if isinstance(fact, facts.PreferenceSet):
            assert not self.changed, "a wish of somebody else's"
            assert fact.number == self.call.script.number
            self.objected = True
        if not isinstance(fact, facts.ConsentChanged):
            return
        assert self.purposes[fact.text] == fact.purpose, "an answer to another question"
        standing = fact.purpose in self.offered and self.offered[fact.purpose].standing
        assert fact.number is None or (standing and fact.state is facts.ConsentState.GIVEN)
        mine = {name for name, consent in self.consents.items() if consent.purpose == fact.purpose}
        if fact.state is facts.ConsentState.GIVEN:
            assert (fact.text, fact.question_ended_at) in self.heard_questions
            assert fact.key_started_at >= fact.question_ended_at + OPENS
            self.consents[fact.head.fact] = fact
        else:
            self.spoilt |= mine
            if fact.state is facts.ConsentState.INVALIDATED:
                self.withdrawn |= mine
                self.objected = True
            if fact.state is facts.ConsentState.WITHDRAWN:
                assert not standing, "the star took a standing consent"
                self.withdrawn |= mine

    def note_optional(self, text: str) -> None:
        """What is optional comes after the matter, of one who has not changed, and twice at most."""
        assert not self.changed, "asked of somebody else"
        assert not {"open", "gap", "closing"} & set(self.call.journals.values())
        asked = {
            order.text
            for order in self.call.orders
            if isinstance(order, do.Play) and self.purposes.get(order.text) in self.offered
        }
        assert len(asked) <= 2
        offer = self.offered.get(self.purposes.get(text, ""))
        if offer is not None and offer.extends:
            assert "closed" in self.call.journals.values(), "no recording that could be used"

    def note_capture(self, order: do.StartRecording | do.ResumeRecording) -> None:
        assert not self.hung_up
        assert not self.objected, "recorded after an objection"
        assert not self.on_hold, "recorded on hold"
        assert order.grant.alive
        assert order.grant.consent in self.durable
        assert order.grant.consent in self.consents
        assert order.grant.consent not in self.spoilt
        assert order.grant.purpose not in self.offered

    def tick(self, ms: int) -> int:
        self.call.now += ms
        return self.call.now

    # ---- what may happen

    @initialize(so_far=st.sampled_from(["nothing", "asked", "recorded", "settled"]))
    def begin(self, so_far):
        if so_far == "nothing":
            return
        self.answer()
        if self.call.script.menu.message:
            self.played(completed=True, alive=True)
            self.a_likely_key(key=self.call.script.menu.message.value)
        if so_far == "recorded":
            self.hear_and_agree()
            self.played(completed=True, alive=True)
        if so_far == "settled":
            self.hear_and_agree()
            for _ in range(2):
                self.played(completed=True, alive=True)
            self.a_likely_key(key="#")
            self.closed(voiced=5_000)
            self.a_likely_key(key="#")
            return
        self.played(completed=True, alive=True)

    @rule()
    def answer(self):
        self.feed(ev.Answered(self.tick(1)))

    @precondition(lambda self: self.call.playing is not None and not self.hung_up)
    @rule()
    def hear_and_agree(self):
        self.played(completed=True, alive=True)
        self.a_likely_key(key="1")
        if self.unstored:
            self.stored(newest=True)

    @precondition(lambda self: self.call.playing is not None and not self.hung_up)
    @rule(
        completed=st.sampled_from([True, True, True, False]), alive=st.sampled_from([True, True, True, False])
    )
    def played(self, completed, alive):
        self.feed(ev.PlaybackEnded(self.tick(3_000), self.call.playing, completed, alive))

    @precondition(lambda self: self.call.cut and not self.hung_up)
    @rule(completed=st.booleans())
    def cut(self, completed):
        self.feed(ev.PlaybackEnded(self.tick(20), self.call.cut.pop(), completed, peer_alive=True))

    @precondition(lambda self: not self.hung_up)
    @rule(key=st.sampled_from(list(ev.Key)), held=st.integers(0, 400), ms=st.integers(0, 900))
    def key(self, key, held, ms):
        at = self.tick(ms)
        self.feed(ev.KeyPressed(at, key, max(0, at - held), ev.KeyMethod.RTP_EVENT))

    @precondition(lambda self: not self.hung_up)
    @rule(key=st.sampled_from("125#0"))
    def a_likely_key(self, key):
        at = self.tick(1_000)
        self.feed(ev.KeyPressed(at, ev.Key(key), at, ev.KeyMethod.RTP_EVENT))

    @precondition(lambda self: not self.hung_up)
    @rule()
    def star(self):
        self.a_likely_key(key="*")

    @precondition(lambda self: self.call.timers and not self.hung_up)
    @rule(data=st.data())
    def timer(self, data):
        timer = data.draw(st.sampled_from(sorted(self.call.timers)))
        if timer is ev.Timer.CALL and data.draw(st.integers(0, 3)):
            return
        self.feed(ev.TimerFired(self.tick(1_000), timer))

    @precondition(lambda self: self.unstored)
    @rule(newest=st.booleans())
    def stored(self, newest):
        fact = self.unstored.pop(-1 if newest else 0)
        self.durable.add(fact)
        self.feed(ev.FactStored(self.tick(1), fact))

    @precondition(lambda self: not self.hung_up)
    @rule()
    def falls_silent(self):
        self.feed(ev.CallerSilent(self.tick(100)))

    @precondition(lambda self: "closing" in self.call.journals.values())
    @rule(voiced=st.sampled_from([0, 299, 300, 5_000]))
    def closed(self, voiced):
        journal = next(name for name, state in self.call.journals.items() if state == "closing")
        self.call.journals[journal] = "closed"
        self.feed(ev.RecordingStopped(self.tick(1), journal, 6_000, voiced))

    @precondition(lambda self: "dying" in self.call.journals.values())
    @rule()
    def gone(self):
        journal = next(name for name, state in self.call.journals.items() if state == "dying")
        self.call.journals[journal] = "gone"
        self.feed(ev.RecordingDestroyed(self.tick(1), journal))

    @precondition(lambda self: self.call.journals)
    @rule(data=st.data(), sure=st.integers(0, 2))
    def recorder_fails(self, data, sure):
        if sure:
            return
        journal = data.draw(st.sampled_from(sorted(self.call.journals)))
        self.feed(ev.RecorderFailed(self.tick(1), journal, "no space"))

    @precondition(lambda self: not self.hung_up)
    @rule(sure=st.integers(0, 1))
    def somebody_else(self, sure):
        if sure == 0:
            self.changed = True
            self.feed(ev.RemoteChanged(self.tick(1)))

    @precondition(lambda self: self.call.facts and not self.hung_up)
    @rule(sure=st.integers(0, 3))
    def equipment_objects(self, sure):
        if sure:
            return
        self.objected = True
        self.feed(ev.Objected(self.tick(1)))

    @precondition(lambda self: self.call.facts and not self.hung_up and not self.on_hold)
    @rule(sure=st.integers(0, 2))
    def hold(self, sure):
        if sure:
            return
        self.feed(ev.Held(self.tick(1)))
        self.on_hold = True

    @precondition(lambda self: not self.hung_up and self.on_hold)
    @rule()
    def back(self):
        self.on_hold = False
        self.feed(ev.Resumed(self.tick(1)))

    @precondition(lambda self: not self.hung_up)
    @rule(sure=st.integers(0, 11))
    def hang_up(self, sure):
        if sure:
            return
        self.feed(ev.HungUp(self.tick(1), ev.EndedBy.CALLER))
        self.hung_up = True

    # ---- what must hold

    @invariant()
    def a_spoilt_consent_has_no_living_grant(self):
        living = [grant for grant in self.call.grants if grant.alive]
        assert len(living) <= 1
        for grant in living:
            assert grant.consent not in self.spoilt
            assert not self.hung_up

    @invariant()
    def a_reason_is_stored_once_and_never_of_a_message_that_is_gone(self):
        bare = [fact for fact in self.call.all(facts.MatterConfirmed) if not fact.callback_number]
        told = [fact for fact in bare if fact.reason != "opinion"]  # the one that needs no number
        assert len(told) <= 1
        assert not told or self.call.all(facts.RecordingKept)

    @invariant()
    def the_end_is_said_once_last_and_after_every_recording(self):
        ends = self.call.all(facts.CallEnded)
        assert len(ends) <= 1
        if ends:
            assert self.call.facts[-1] is ends[0]
            assert not {"open", "gap", "closing"} & set(self.call.journals.values())
        if self.hung_up and not self.call.over and self.call.facts:
            assert {"open", "gap", "closing", "dying"} & set(self.call.journals.values())

    @invariant()
    def what_was_withdrawn_is_never_kept(self):
        kept = {fact.artefact for fact in self.call.all(facts.RecordingKept)}
        condemned = {order.artefact for order in self.call.orders if isinstance(order, do.DestroyRecording)}
        assert not kept & condemned
        for started in self.call.all(facts.RecordingStarted):
            assert not (started.artefact in kept and started.consent in self.withdrawn)
        assert {fact.artefact for fact in self.call.all(facts.RecordingGone)} <= condemned

    def teardown(self):
        if not self.hung_up:
            self.feed(ev.HungUp(self.tick(1), ev.EndedBy.CALLER))
            self.hung_up = True
        for name, state in list(self.call.journals.items()):
            if state == "closing":
                self.call.journals[name] = "closed"
                self.feed(ev.RecordingStopped(self.tick(1), name, 6_000, 5_000))
        for name, state in list(self.call.journals.items()):
            if state == "dying":
                self.feed(ev.RecordingDestroyed(self.tick(1), name))
        assert self.call.machine.done
        assert self.call.over is bool(self.call.all(facts.CallStarted))
        self.what_was_withdrawn_is_never_kept()


@pytest.mark.rule("R12")
@pytest.mark.rule("R15")
@pytest.mark.rule("R17")
@pytest.mark.rule("R101")
@pytest.mark.rule("R16")
@pytest.mark.parametrize("line", ["menu_call", "later_call", "full_call", "young_call"])
def test_no_order_of_events_reaches_a_voice_without_consent(playbook, request, line):
    script = request.getfixturevalue(line).script

    class ThisCall(AnyCall):
        pass

    ThisCall.playbook = staticmethod(lambda: type(request.getfixturevalue(line))(script))
    run_state_machine_as_test(
        ThisCall,
        settings=settings(
            max_examples=100,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        ),
    )
