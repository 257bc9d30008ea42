"""What the test caller does, step by step, as one line of words; `HELP` lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.errors import CallerError

HELP = """A script is words with spaces between them:
    1  *  #         press that key at the next pause in what is heard, or right after speaking
    4s:2            press 2 four seconds after the answer, whatever is being said
    =03023125047#   at the next pause press these keys one after another
    play            at the next pause speak the sound file
    wait:3          do nothing for three seconds
    hold  back      put the call on hold, with whatever is played then as its music; come back
    hangup          hang up at once; 9s:hangup nine seconds after the answer"""

_TIMED = re.compile(r"(\d+(?:\.\d+)?)s:(.+)")
_KEYS = frozenset(Key)


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys one after another; ``at`` ms after the answer, or None: at the next pause."""

    keys: tuple[Key, ...]
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Speak:
    """Play the sound file; ``at`` as for `Press`."""

    at: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for ``ms``."""

    ms: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Hang up; ``at`` ms after the answer, or None: at once."""

    at: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Put the call on hold, or come back to it (``on`` False)."""

    on: bool


Step = Press | Speak | Wait | Hold | Leave
_BARE: dict[str, Step] = {"hold": Hold(on=True), "back": Hold(on=False)}


def parse_script(text: str) -> tuple[Step, ...]:
    """Read a script; raise `CallerError` naming the word that is none."""
    return tuple(_step(word) for word in text.split())


def _step(word: str) -> Step:
    timed = _TIMED.fullmatch(word)
    at = int(float(timed[1]) * 1000) if timed else None
    action = timed[2] if timed else word
    if action == "play":
        return Speak(at)
    if action == "hangup":
        return Leave(at)
    if at is None and action in _BARE:
        return _BARE[action]
    if at is None and action.startswith("wait:") and action[5:].replace(".", "", 1).isdecimal():
        return Wait(int(float(action[5:]) * 1000))
    keys = action.removeprefix("=")
    if not keys or not set(keys) <= _KEYS or (len(keys) > 1 and not action.startswith("=")):
        raise CallerError(f"{word!r} is nothing a caller can do", advice=HELP)
    return Press(tuple(Key(key) for key in keys), at)


def word(step: Step) -> str:
    """Return a step as it stands in a script."""
    match step:
        case Press(keys):
            action = "".join(keys) if len(keys) == 1 else f"={''.join(keys)}"
        case Speak():
            action = "play"
        case Wait(ms):
            return f"wait:{ms / 1000:g}"
        case Hold(on):
            return "hold" if on else "back"
        case Leave():
            action = "hangup"
    return f"{step.at / 1000:g}s:{action}" if step.at else action
