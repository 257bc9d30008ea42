"""Texts of a policy, rendered for one controller: the sounds of a plan and how long they last.

Everything a call can need is rendered in both languages, at normal and slow speed.
What lasts too long is a fault, not a shorter text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.announce import RUNTIME, fill, parts, slots
from rufschutz.core.purposes.checks import OPENINGS, ai_sentence, used_texts
from rufschutz.core.purposes.clips import NORMAL, SLOW, Sentence
from rufschutz.core.purposes.errors import Fault
from rufschutz.core.tenants.choices import Opening
from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.ids import TextId
from rufschutz.handover.plan import BREATH, Clip, Piece, PlanText, Utterance, Vocabulary

if TYPE_CHECKING:
    from rufschutz.core.purposes.announce import Part
    from rufschutz.core.purposes.policy import Policy, PolicyText
    from rufschutz.core.tenants.queries import Controller

PACES: Final = {Speed.NORMAL: NORMAL, Speed.SLOW: SLOW}
_DIGITS = {"number_groups": 15, "last_two": 2, "code_groups": 9}  # E.164: fifteen digits at most
_BREATHS = {"code_groups": 2}
_PAUSE = 100  # what voice leaves around each spoken value, rounded up, in ms


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in one language, its slots filled but for those of the call.

    ``foreign``: the sentence that is spoken with the other language's voice where it stands.
    """

    text: PolicyText
    language: Language
    words: str
    foreign: str = ""

    @property
    def path(self) -> str:
        """Where a fault of this wording lies."""
        return f"texts.{self.text.id}.{self.language.value}"

    def sentences(self, pace: int) -> tuple[Sentence, ...]:
        """Return what has to be rendered at a pace."""
        return tuple(self.sentence(part, pace) for part in self.parts() if part.words)

    def parts(self) -> tuple[Part, ...]:
        """Return the words and slots in their order."""
        return parts(self.words, self.foreign)

    def sentence(self, part: Part, pace: int) -> Sentence:
        """Return a part's words as they are to be rendered."""
        language = next(o for o in Language if o is not self.language) if part.foreign else self.language
        return Sentence(part.words, language.value, pace)

    def protected(self, policy: Policy, pace: int) -> Sentence | None:
        """Return the beginning up to the end of the AI sentence, in openings only."""
        if self.text.id not in OPENINGS:
            return None
        mark = ai_sentence(policy, self.language.value)
        end = self.words.lower().find(mark)
        return None if end < 0 else Sentence(self.words[: end + len(mark) + 1], self.language.value, pace)


def wordings(
    policy: Policy, controller: Controller, style: Opening = Opening.ASK_FIRST
) -> tuple[tuple[Wording, ...], list[Fault]]:
    """Return every text a call may play, in both languages, and a fault for each that cannot be filled."""
    found: list[Wording] = []
    faults: list[Fault] = []
    for language in Language:
        values, missing = slots(policy, controller, language.value)
        faults += [fault for fault in missing if fault not in faults]
        for name in used_texts(policy, style):
            text = policy.text(name)
            if text is None:
                continue
            words, wrong = fill(text, language.value, values)
            faults += wrong
            if not wrong:
                found.append(Wording(text, language, words, policy.dialog.other_language.get(language, "")))
    return tuple(found), faults


def plan_texts(
    policy: Policy, said: tuple[Wording, ...], clips: dict[Sentence, Clip], vocabulary: dict[str, Vocabulary]
) -> dict[str, PlanText]:
    """Return the plan's texts by id, each with an utterance per language and speed."""
    texts: dict[str, PlanText] = {}
    for wording in said:
        text = texts.setdefault(wording.text.id, PlanText(TextId(wording.text.id), wording.text.stop, {}))
        for speed, pace in PACES.items():
            key = f"{wording.language.value}.{speed.value}"
            text.utterances[key] = _utterance(policy, wording, pace, clips, vocabulary)
    return texts


def length_faults(said: tuple[Wording, ...], texts: dict[str, PlanText]) -> list[Fault]:
    """Return a fault for each wording that lasts longer than it may, at either speed."""
    faults = []
    for wording in said:
        for speed, pace in PACES.items():
            spoken = texts[wording.text.id].utterances[f"{wording.language.value}.{speed.value}"].length
            limit = wording.text.max_ms * NORMAL // pace
            if spoken > limit:
                faults.append(Fault(_at(wording, speed), _too_long(spoken, limit)))
    return faults


def _at(wording: Wording, speed: Speed) -> str:
    return wording.path if speed is Speed.NORMAL else f"{wording.path}.slow"


def _too_long(spoken: int, limit: int) -> str:
    return f"{spoken / 1000:.1f} s spoken, at most {limit / 1000:.1f} s: shorten the text or the name in it"


def _utterance(
    policy: Policy,
    wording: Wording,
    pace: int,
    clips: dict[Sentence, Clip],
    vocabulary: dict[str, Vocabulary],
) -> Utterance:
    language, pieces = wording.language.value, []
    for part in wording.parts():
        if part.slot:
            pieces.append(Piece(None, part.slot, RUNTIME[part.slot]))
        else:
            pieces.append(Piece(clips[wording.sentence(part, pace)], None, None))
    sounds = [piece.clip for piece in pieces if piece.clip is not None]
    values = [piece.slot for piece in pieces if piece.slot is not None]
    beginning = wording.protected(policy, pace)
    return Utterance(
        words=wording.words,
        text_sha256=hashlib.sha256(wording.words.encode()).hexdigest(),
        audio_sha256=hashlib.sha256("".join(clip.alaw_sha256 for clip in sounds).encode()).hexdigest(),
        pieces=tuple(pieces),
        length=sum(clip.length for clip in sounds) + sum(_longest(v, vocabulary[language]) for v in values),
        protected_ms=clips[beginning].length if beginning else 0,
    )


def _longest(slot: str, vocabulary: Vocabulary) -> int:
    """Return how long a slot's longest value lasts, in ms."""
    if slot in _DIGITS:
        digits = _DIGITS[slot] * (max(clip.length for clip in vocabulary.digits) + _PAUSE)
        return digits + _BREATHS.get(slot, 0) * BREATH
    if slot == "reason":
        return max((clip.length for clip in vocabulary.reasons.values()), default=0) + _PAUSE
    return sum(max(clip.length for clip in row) + _PAUSE for row in (vocabulary.days, vocabulary.months))
