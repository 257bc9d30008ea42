"""Facts as versioned bytes.

The type name and the version stand outside the sealed payload, so that a reader
knows what it holds before it opens anything. A version is raised when a field changes; a field
that is added has a default and raises none. Every version ever written stays readable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain import canonical
from rufschutz.domain.call import facts
from rufschutz.handover.codec import RecordError, from_json, to_json

if TYPE_CHECKING:
    from rufschutz.domain.call.facts import Fact

_TYPES: dict[str, type] = {
    "call.started/1": facts.CallStarted,
    "text.played/1": facts.TextPlayed,
    "key.heard/1": facts.KeyHeard,
    "consent.changed/1": facts.ConsentChanged,
    "preference.set/1": facts.PreferenceSet,
    "receipt.issued/1": facts.ReceiptIssued,
    "withdrawal.typed/1": facts.WithdrawalTyped,
    "recording.started/1": facts.RecordingStarted,
    "recording.paused/1": facts.RecordingPaused,
    "recording.resumed/1": facts.RecordingResumed,
    "recording.kept/1": facts.RecordingKept,
    "recording.gone/1": facts.RecordingGone,
    "matter.confirmed/1": facts.MatterConfirmed,
    "quality.measured/1": facts.QualityMeasured,
    "call.ended/1": facts.CallEnded,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


def fact_type(fact: Fact) -> str:
    """Return the versioned name under which the fact travels, such as ``call.ended/1``."""
    return _NAMES[type(fact)]


def fact_bytes(fact: Fact) -> bytes:
    """Return the fact's payload: canonical JSON, UTF-8."""
    return canonical.dumps(to_json(fact))


def read_fact(name: str, payload: bytes) -> Fact:
    """Read a fact back; raise `RecordError` for an unknown type or a payload that does not fit."""
    kind = _TYPES.get(name)
    if kind is None:
        raise RecordError(f"facts of type {name!r} are not known here")
    fact: Fact = from_json(kind, canonical.loads(payload))
    return fact
