"""What a person may want of a policy, in words of the command line: each becomes a change of it.

Decides only whether the words can be read. Whether the policy they lead to may be adopted is
checked when it is proposed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.purposes.policy import Policy, PolicyPurpose, PolicyText
    from rufschutz.domain.ids import PurposeId

    Change = Callable[[Policy], Policy]

_SWITCH = {"on": True, "off": False}
_LANGUAGES = ("de", "en")
_STATES = ("active", "available", "never")


def change(words: tuple[str, ...]) -> Change:
    """Return the change that the words mean; raise `click.UsageError` where they cannot be read.

    A thing that the policy does not have is refused when the change is made, by the same error.
    """
    word, rest = words[0], words[1:]
    counts, made = _WISHES.get(word, (frozenset(), None))
    if made is None or len(rest) not in counts:
        raise _unreadable(words)
    return lambda policy: made(policy, *rest)


def _unreadable(words: tuple[str, ...]) -> click.UsageError:
    return click.UsageError(f"{' '.join(words)!r} cannot be read; see: rufschutz policy propose --help")


def listed(names: str) -> tuple[PurposeId, ...]:
    """Return purposes from a list with commas; ``none`` is nobody's."""
    from rufschutz.domain.ids import PurposeId

    return () if names == "none" else tuple(PurposeId(name.strip()) for name in names.split(","))


def plain(value: object) -> object:
    """Return a record as JSON takes it: dataclasses as objects, days as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


def _unknown(what: str, name: str, known: object) -> click.UsageError:
    return click.UsageError(f"{name!r} is no {what} of this policy; {known}")


def _purpose(policy: Policy, name: str) -> PolicyPurpose:
    found = policy.purpose(name)
    if found is None:
        raise _unknown("purpose", name, "see: rufschutz policy purposes")
    return found


def _period(policy: Policy, kind: str, period: str) -> Policy:
    if policy.rule(kind) is None:
        raise _unknown("kind of data", kind, "see: rufschutz policy purposes")
    return policy.with_period(kind, period)


def _state(policy: Policy, name: str, state: str) -> Policy:
    from rufschutz.core.purposes.policy import Availability

    if state not in _STATES:
        raise _unreadable(("purpose", name, state))
    return policy.with_purpose(replace(_purpose(policy, name), availability=Availability(state)))


def _recording(policy: Policy, switch: str) -> Policy:
    return replace(policy, recording=_switched("recording", switch))


def _switched(*words: str) -> bool:
    if words[-1] not in _SWITCH:
        raise _unreadable(words)
    return _SWITCH[words[-1]]


def _spoken(policy: Policy, name: str, language: str, said: str) -> Policy:
    purpose = _purpose(policy, name)
    return policy.with_purpose(replace(purpose, spoken=purpose.spoken | _words(language, said)))


def _words(language: str, said: str) -> dict[str, str]:
    if language not in _LANGUAGES:
        raise click.UsageError(f"{language!r} is none of {', '.join(_LANGUAGES)}")
    return {language: said}


def _recipient(
    policy: Policy, purpose: str, name: str, role: str, country: str, basis: str = "", assessed: str = ""
) -> Policy:
    from rufschutz.domain.purposes.recipients import Recipient, Transfer

    row = _without(_purpose(policy, purpose), name)
    transfers = (Transfer(name, country, basis, assessed),) if basis else ()
    recipients = (*row.recipients, Recipient(name, role, country))
    return policy.with_purpose(replace(row, recipients=recipients, transfers=(*row.transfers, *transfers)))


def _no_recipient(policy: Policy, purpose: str, name: str) -> Policy:
    return policy.with_purpose(_without(_purpose(policy, purpose), name))


def _without(purpose: PolicyPurpose, name: str) -> PolicyPurpose:
    return replace(
        purpose,
        recipients=tuple(each for each in purpose.recipients if each.name != name),
        transfers=tuple(each for each in purpose.transfers if each.recipient != name),
    )


def _text(policy: Policy, name: str, language: str, said: str) -> Policy:
    text = _known_text(policy, name)
    return policy.with_text(replace(text, words=text.words | _words(language, said)))


def _review(policy: Policy, name: str, owner: str, day: str) -> Policy:
    return policy.with_text(replace(_known_text(policy, name), owner=owner, review_by=day))


def _known_text(policy: Policy, name: str) -> PolicyText:
    text = policy.text(name)
    if text is None:
        raise _unknown("text", name, "see: rufschutz policy texts")
    return text


def _overlay(policy: Policy, name: str, switch: str) -> Policy:
    known, on = [overlay.id for overlay in policy.overlays], _switched("overlay", name, switch)
    if name not in known:
        raise _unknown("overlay", name, f"it has {', '.join(known) or 'none'}")
    return replace(
        policy,
        overlays=tuple(replace(each, on=on) if each.id == name else each for each in policy.overlays),
    )


def _alternative(policy: Policy, way: str, days: str = "", opens: str = "", closes: str = "") -> Policy:
    """Return the policy with a way after no: always open, or open at these hours besides those it has."""
    from rufschutz.domain.purposes.alternatives import Alternative, Hours

    before = next((each.hours for each in policy.alternatives if each.way == way), ())
    hours = (*before, Hours(_days(days), opens, closes)) if days else ()
    bare = _no_alternative(policy, way)
    return replace(bare, alternatives=(*bare.alternatives, Alternative(way, hours)))


def _no_alternative(policy: Policy, way: str) -> Policy:
    return replace(policy, alternatives=tuple(each for each in policy.alternatives if each.way != way))


def _days(words: str) -> tuple[int, ...]:
    first, dash, last = words.partition("-")
    try:
        return tuple(range(int(first), int(last) + 1)) if dash else tuple(map(int, words.split(",")))
    except ValueError as error:
        raise click.UsageError(f"{words!r} are no days; write 1-5 or 6,7 (1 is Monday)") from error


_WISHES: dict[str, tuple[frozenset[int], Callable[..., Policy]]] = {
    "period": (frozenset({2}), _period),
    "purpose": (frozenset({2}), _state),
    "recording": (frozenset({1}), _recording),
    "recipient": (frozenset({4, 6}), _recipient),
    "no-recipient": (frozenset({2}), _no_recipient),
    "text": (frozenset({3}), _text),
    "review": (frozenset({3}), _review),
    "spoken": (frozenset({3}), _spoken),
    "overlay": (frozenset({2}), _overlay),
    "alternative": (frozenset({1, 4}), _alternative),
    "no-alternative": (frozenset({1}), _no_alternative),
}
"""The first word of a wish → how many more it takes, and what they make of a policy."""
