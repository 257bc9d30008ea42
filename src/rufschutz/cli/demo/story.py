"""The story, told as it happens; every line is checked, and one that does not hold is said so.

The story reads what the console reads and calls what the console calls. Only the
date of the deletion is simulated: the certificate says that.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, TypeVar

from rufschutz.adapters.clock import Clock
from rufschutz.cli.demo.callers import Callers, one_more, yes_and_no
from rufschutz.cli.demo.cast import MESSAGE, spoken
from rufschutz.cli.demo.hearing import listen
from rufschutz.cli.demo.house import ZONE, DemoError
from rufschutz.cli.noted import receipt_number
from rufschutz.cli.shell import PURPOSE, shell_actor
from rufschutz.core.audit.access import NotFound
from rufschutz.core.calls.queries import CallRow, CallView, call, calls
from rufschutz.core.calls.timeline import Consented, Ended, Line, Played, Pressed, Segment, Started
from rufschutz.core.matters import reasons
from rufschutz.core.recordings.queries import State
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.table import MATTER
from rufschutz.domain.audit import verify
from rufschutz.domain.moments import to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.adapters.g711 import Samples
    from rufschutz.cli.demo.house import House
    from rufschutz.core.recordings.queries import RecordingView
    from rufschutz.domain.ids import CallId, FactId
    from rufschutz.domain.moments import Millis

PATIENCE = 90.0

KEYS_COME = {"rtp_event": "as an RTP event", "sip_info": "in a SIP INFO", "in_band": "heard as a tone"}

T = TypeVar("T")


def in_words(moment: Millis) -> str:
    """Return a moment by the practice's clock, with UTC beside it, in which certificates speak."""
    return f"{to_datetime(moment, ZONE):%Y-%m-%d %H:%M} local time ({to_datetime(moment):%Y-%m-%d %H:%M} UTC)"


class Story:
    """Tells and checks. ``say`` prints a line; ``receipt``: the last caller's number, '' before."""

    def __init__(self, house: House, say: Callable[[str], None]) -> None:
        self._house = house
        self._say = say
        self._held = True
        self.receipt = ""

    def tell(self) -> bool:
        """Tell the whole story; return whether every step held."""
        self._say(f"A caller dials {self._house.target} over SIP …\n")
        message = spoken(MESSAGE)
        callers = Callers(yes_and_no(self._house.target, message))
        callers.start()
        view = self._follow(callers)
        callers.wait()
        self._step(
            "served", all(each.status == 200 for each in callers.transcripts), "every caller, to the end"
        )
        sound = self._stored(view.row.id)
        if sound is not None:
            self._played_back(sound, message)
            self._deleted(sound)
        self._others()
        self._say(f"\n{'Every step held.' if self._held else 'NOT every step held: see the lines marked ✘.'}")
        return self._held

    def _follow(self, callers: Callers) -> CallView:
        """Print the first caller's timeline while it grows; return it when the call is over."""
        told = 0
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            view = self._first_call()
            lines = () if view is None else view.timeline
            for line in lines[told:]:
                self._tell_line(line)
            told = max(told, len(lines))
            if view is not None and view.row.outcome:
                self._step(
                    "hung up", any(isinstance(line, Ended) for line in lines), "the end of the call is known"
                )
                return view
            time.sleep(0.1)
        callers.wait()
        raise DemoError("the call did not reach the record in time", advice="See processes.log.")

    def _tell_line(self, line: Line) -> None:
        match line:
            case Started():
                self._step("answered", holds=True, detail="the call has a line in the record")
            case Played(_, text, _, length, completed) if text.startswith("opening"):
                words = f"{length / 1000:.1f} s: who, a computer, what for, until when, how to stop"
                self._step("disclosed", completed, words)
                self._step("asked", completed, "and the question, heard to its end")
            case Pressed(_, key, method, counted):
                self._step("key pressed", counted, f"{key} ({KEYS_COME.get(method, method)})")
            case Consented(_, purpose, state, _):
                words = f"{state} for the purpose {purpose}, durable before the first sound"
                self._step("consent", state == "given", words)
            case Segment(_, step, _, _, length):
                detail = (
                    f"{length / 1000:.1f} s" if length else "to a journal that the phone side cannot read"
                )
                self._step(str(step.value).replace("_", " "), True, detail)  # noqa: FBT003 - a fact, as it is
            case _:
                pass

    def _stored(self, name: CallId) -> RecordingView | None:
        sound = self._wait_for(lambda: self._recording(name, State.ARCHIVED))
        self._step("stored", sound is not None, "sealed anew under keys that the phone side never knew")
        listed = any(row.id == name for row in self._rows())
        self._step("listed", listed, "in the list of calls, the number masked")
        return sound

    def _played_back(self, sound: RecordingView, message: Samples) -> None:
        heard = listen(self._house, sound.id, message)
        words = f"{heard.length / 1000:.1f} s; the caller's words at second {heard.found_at / 1000:.1f}"
        self._step("played back", heard.likeness > 0.9, f"{words}, likeness {heard.likeness:.3f}")

    def _deleted(self, sound: RecordingView) -> None:
        due = sound.due_at
        if due is None:
            self._step("due", holds=False, detail="the recording has no date of deletion")
            return
        day = in_words(due)
        self._step(
            "due", due == sound.promised_until, f"by {day}, as promised to the caller (rule {sound.rule})"
        )
        swept = self._house.sweep_before(due)
        gone = self._recording(sound.call, State.ERASED)
        self._step(
            "deleted",
            swept is not None and gone is not None,
            "keys, row, file; absence read back; half an hour early, so that no promise is broken",
        )
        self._say(f"    the date is simulated: {in_words(swept or due)}")
        try:
            listen(self._house, sound.id, None)
        except (NotFound, AccessDenied):
            self._step("unreadable", holds=True, detail="nobody, the owner included, can hear it any more")
        else:
            self._step("unreadable", holds=False, detail="it could still be played")
        self._proven(sound)

    def _proven(self, sound: RecordingView) -> None:
        certificate, key = self._house.certificate(sound.id)
        words = [sys.executable, "-I", "-S", verify.__file__, str(certificate), "--key", str(key)]
        run = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
        self._step(
            "proven", run.returncode == 0, f"by one file of Python, without network: {certificate.name}"
        )
        for line in (run.stdout + run.stderr).splitlines():
            self._say(f"    {line}")

    def _others(self) -> None:
        outcomes = {row.outcome for row in self._rows()}
        self._say("\nMeanwhile another caller said no, and one more calls now:")
        self._step("no is fine", "refused" in outcomes, "nothing recorded; a callback, confirmed, is noted")
        about = self._wait_for(self._prescription)
        self._step(
            "about", about is not None, "“Rezept”, chosen by key, read back, confirmed; sealed at rest"
        )
        last = Callers(one_more(self._house.target))
        last.start()
        last.wait()
        kept = self._wait_for(lambda: self._recording(self._rows()[0].id, State.ARCHIVED))
        self._step("kept", kept is not None, "a message that you can hear in the console")
        self._noted(last)

    def _noted(self, last: Callers) -> None:
        """Say the number that the last caller heard: whoever has it sees and ends what is stored."""
        heard = last.transcripts[0].heard
        self.receipt = "" if heard is None else receipt_number(heard, self._house.installation)
        self._step("receipt", bool(self.receipt), "its number was read out at the end, and noted")

    def _prescription(self) -> FactId | None:
        """Return the matter that is about a prescription, as its owner reads it."""
        house, names = self._house, [row.id for row in self._rows()]
        found = reasons.of_calls(house.owner(), MATTER, names, house.keys, Clock().now())
        return next((matter for matter, reason in found.items() if reason == "prescription"), None)

    def _first_call(self) -> CallView | None:
        rows = self._rows()
        return self._view(rows[-1].id) if rows else None

    def _recording(self, name: CallId, state: State) -> RecordingView | None:
        found = self._view(name).recordings
        return next((sound for sound in found if sound.state is state), None)

    def _rows(self) -> tuple[CallRow, ...]:
        now = Clock().now()
        return calls(shell_actor(self._house.tenant, now), PURPOSE, now).rows

    def _view(self, name: CallId) -> CallView:
        now = Clock().now()
        return call(shell_actor(self._house.tenant, now), PURPOSE, name, now)

    def _wait_for(self, ask: Callable[[], T | None]) -> T | None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (answer := ask()) is not None:
                return answer
            time.sleep(0.1)
        return None

    def _step(self, name: str, holds: bool, detail: str) -> None:
        self._held = self._held and holds
        self._say(f"  {'✔' if holds else '✘'} {name:16} {detail}")
