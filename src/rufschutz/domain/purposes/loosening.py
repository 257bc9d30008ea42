"""What a new policy takes away from the people it protects, point by point.

Decides what a loosening is: a longer period, a purpose switched on, a recipient or transfer
more, an overlay off, a slot, a review or a way after "no" less, and the like. Each is named
with its path. It never weighs them: every one needs the controller's reason and the
officer's opinion (Art. 25(2) GDPR).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.purposes.alternatives import Way, uncovered
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState
from rufschutz.domain.retention.rule import StartType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.moments import Period
    from rufschutz.domain.purposes.alternatives import Alternative
    from rufschutz.domain.purposes.profile import Overlay
    from rufschutz.domain.purposes.purpose import Profile, Purpose
    from rufschutz.domain.retention.rule import DeletionRule


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as far as it protects. ``slots``: ``<language>.<slot>`` that its words fill in.

    ``reviewed``: someone has to look at it again by a day of its own.
    """

    id: str
    role: str
    stop: str
    slots: frozenset[str]
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Safeguards:
    """A policy as far as it protects. Tuples of strings are paths of what must be said.

    ``must_say``: ``<role>.<slot>``; ``accepted``: ``<slot>.<language>.<phrase>`` that count as
    said; ``banned``: phrases; ``computer``: ``<language>.<AI sentence>``; ``patience``: named
    times and counts of which less is a loosening (ms, or a number).
    """

    profile: Profile
    recording: bool
    purposes: tuple[Purpose, ...]
    rules: tuple[DeletionRule, ...]
    texts: tuple[Wording, ...]
    overlays: tuple[Overlay, ...]
    alternatives: tuple[Alternative, ...]
    must_say: frozenset[str]
    accepted: frozenset[str]
    banned: frozenset[str]
    computer: frozenset[str]
    adequate: frozenset[str]
    patience: dict[str, int]


@dataclass(frozen=True, slots=True)
class Loosening:
    """One point that is loosened, and how."""

    path: str
    how: str

    def __str__(self) -> str:
        return f"{self.path}: {self.how}"


_STARTS = tuple(
    dt.date(year, month, day) for year in range(2024, 2028) for month in range(1, 13) for day in (1, 28)
)
_STRENGTH = {
    ConsentMode.PER_CALL: 3,
    ConsentMode.STANDING: 2,
    ConsentMode.NOTICE: 1,
    ConsentMode.NONE: 0,
}
_REACH = {ProfileState.NEVER: 0, ProfileState.AVAILABLE: 1, ProfileState.ACTIVE: 2}


def loosenings(before: Safeguards, after: Safeguards) -> tuple[Loosening, ...]:
    """Return every point in which ``after`` protects less than ``before``; empty where it does not."""
    return (
        *_of_profile(before, after),
        *_of_purposes(before, after),
        *_of_rules(before, after),
        *_of_texts(before, after),
        *_of_words(before, after),
        *_of_alternatives(before, after),
    )


def _of_profile(before: Safeguards, after: Safeguards) -> Iterator[Loosening]:
    if before.profile is not after.profile:
        yield Loosening("profile", f"{before.profile.value} becomes {after.profile.value}")
    if after.recording and not before.recording:
        yield Loosening("recording", "is switched on")
    kept = {overlay.id: overlay for overlay in after.overlays}
    for overlay in before.overlays:
        now, path = kept.get(overlay.id), f"overlays.{overlay.id}"
        if overlay.on and (now is None or not now.on):
            yield Loosening(path, "is switched off")
        elif now is not None and not set(overlay.refuses) <= set(now.refuses):
            gone = sorted(set(overlay.refuses) - set(now.refuses))
            yield Loosening(f"{path}.refuses", f"no longer refuses {', '.join(gone)}")
        if now is not None and now.terms != overlay.terms:
            names = sorted(dict(overlay.terms.items() ^ now.terms.items()))
            yield Loosening(f"{path}.terms", f"other terms: {', '.join(names)}")
    for country in sorted(after.adequate - before.adequate):
        yield Loosening("adequate", f"{country} counts as adequate")


def _of_purposes(before: Safeguards, after: Safeguards) -> Iterator[Loosening]:
    known = {purpose.id: purpose for purpose in before.purposes}
    for purpose in after.purposes:
        path = f"purposes.{purpose.id}"
        state = purpose.state_in(after.profile) or ProfileState.NEVER
        old = known.get(purpose.id)
        was = ProfileState.NEVER if old is None else old.state_in(before.profile) or ProfileState.NEVER
        if _REACH[state] > _REACH[was]:
            yield Loosening(path, f"{was.value} becomes {state.value}")
        if old is not None:
            yield from (Loosening(f"{path}.{field}", how) for field, how in _of_purpose(old, purpose))


def _of_purpose(before: Purpose, after: Purpose) -> Iterator[tuple[str, str]]:
    for kind in sorted(set(after.kinds) - set(before.kinds)):
        yield "kinds", f"{kind} is added"
    for recipient in sorted(set(after.recipients) - set(before.recipients), key=str):
        yield f"recipients.{recipient.name}", "is added or changed"
    for transfer in sorted(set(after.transfers) - set(before.transfers), key=str):
        yield f"transfers.{transfer.recipient}", f"to {transfer.country} is added or changed"
    if _STRENGTH[after.consent] < _STRENGTH[before.consent]:
        yield "consent", f"{before.consent.value} becomes {after.consent.value}"
    for field, was, now in (("basis", before.basis, after.basis), ("art9", before.art9, after.art9)):
        if was != now:
            yield field, "another basis"
    if before.whose != after.whose:
        yield "whose", f"{before.whose} becomes {after.whose}"


def _of_rules(before: Safeguards, after: Safeguards) -> Iterator[Loosening]:
    known = {rule.kind: rule for rule in before.rules}
    for rule in after.rules:
        old = known.get(rule.kind)
        if old is not None:
            for field, how in _of_rule(old, rule):
                yield Loosening(f"retention.{rule.kind}.{field}", how)


def _of_rule(before: DeletionRule, after: DeletionRule) -> Iterator[tuple[str, str]]:
    if longer(after.period, before.period):
        yield "period", f"{before.period} becomes {after.period}"
    if (before.start, before.event) != (after.start, after.event) and after.start is not StartType.COLLECTED:
        yield "start", f"counts from {after.event}, not from {before.event}"
    for field, was, now in (("cap", before.cap, after.cap), ("review", before.review, after.review)):
        if was is not None and now is None:
            yield field, f"{was} is removed"
        elif was is not None and now is not None and longer(now, was):
            yield field, f"{was} becomes {now}"


def _of_texts(before: Safeguards, after: Safeguards) -> Iterator[Loosening]:
    kept = {text.id: text for text in after.texts}
    for text in before.texts:
        now, path = kept.get(text.id), f"texts.{text.id}"
        if now is None:
            yield Loosening(path, "is removed")
            continue
        for slot in sorted(text.slots - now.slots):
            yield Loosening(f"{path}.{slot}", "is no longer said")
        if text.role and now.role != text.role:
            yield Loosening(f"{path}.role", f"is no longer checked as {text.role}")
        if now.stop == "none" and text.stop != "none":
            yield Loosening(f"{path}.stop", "can no longer be cut by a key")
        if text.reviewed and not now.reviewed:
            yield Loosening(f"{path}.review_by", "is removed")


def _of_words(before: Safeguards, after: Safeguards) -> Iterator[Loosening]:
    for must in sorted(before.must_say - after.must_say):
        yield Loosening(f"dialog.mandatory.{must}", "need no longer be said")
    for phrase in sorted(after.accepted - before.accepted):
        slot = phrase.partition(".")[0]
        if any(old.startswith(f"{slot}.") for old in before.accepted):
            yield Loosening(f"dialog.markers.{phrase}", "counts as said")
    slots = {phrase.partition(".")[0] for phrase in after.accepted}
    for slot in sorted({phrase.partition(".")[0] for phrase in before.accepted} - slots):
        yield Loosening(f"dialog.markers.{slot}", "is no longer looked for")
    for phrase in sorted(before.banned - after.banned):
        yield Loosening("dialog.banned", f"“{phrase}” may be said")
    for sentence in sorted(before.computer - after.computer):
        yield Loosening("dialog.ai_sentence", f"“{sentence.partition('.')[2]}” is changed")
    for name, value in sorted(before.patience.items()):
        if after.patience.get(name, 0) < value:
            yield Loosening(f"dialog.{name}", f"{value} becomes {after.patience.get(name, 0)}")


def _of_alternatives(before: Safeguards, after: Safeguards) -> Iterator[Loosening]:
    for way in Way:
        had = tuple(each for each in before.alternatives if each.way == way)
        has = tuple(each for each in after.alternatives if each.way == way)
        if way is not Way.MAILBOX and _closed(has) > _closed(had):
            yield Loosening(f"alternatives.{way.value}", "is open for fewer hours of the week")


def _closed(alternatives: tuple[Alternative, ...]) -> int:
    return sum(end - start for start, end in uncovered(alternatives))


def longer(left: Period, right: Period) -> bool:
    """Say whether a period keeps something longer than another, from some day of four years on."""
    return any(left.added_to(day) > right.added_to(day) for day in _STARTS)
