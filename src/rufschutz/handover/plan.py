"""The call plan: all that voice may know, compiled by core, signed, immutable.

One plan per line. Sounds are named by the SHA-256 of their A-law bytes and lie as
``<sha256>.alaw`` and ``<sha256>.ulaw`` (8 kHz, one byte a sample) in the clip
directory. A spoken text is a row of pieces: a clip, or a slot that is filled in
the call from the plan's vocabulary (digits, days, months, reasons). A field that an
earlier version did not write has a default: its plans stay in force.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rufschutz.domain import canonical
from rufschutz.domain.call.facts import About
from rufschutz.domain.ids import EpochId, LineId, PlanVersion, PurposeId, ReasonId, TenantId, TextId  # noqa: TC001 - the codec reads them
from rufschutz.domain.moments import Millis  # noqa: TC001 - the codec reads it
from rufschutz.handover.codec import RecordError, from_json, to_json

FORMAT = "rufschutz-plan/1"


BREATH = 400
"""How long (ms) a space between digits lasts."""


class SlotKind(StrEnum):
    """How a slot's value is spoken: digit by digit, as a day (``YYYY-MM-DD``), or as the name of a reason.

    A space between digits is a breath.
    """

    DIGITS = "digits"
    DATE = "date"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Clip:
    """A rendered sound. ``length`` in ms; both encodings are of the same samples."""

    alaw_sha256: str
    ulaw_sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a spoken text: exactly one of ``clip`` and ``slot`` is set."""

    clip: Clip | None
    slot: str | None
    slot_kind: SlotKind | None


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text in one language at one speed.

    ``text_sha256`` is over the words (UTF-8, slots filled from the policy),
    ``audio_sha256`` over the concatenated A-law hashes of its clips (ASCII).
    ``protected_ms``: the AI sentence lasts until then; no key stops it before.
    """

    words: str
    text_sha256: str
    audio_sha256: str
    pieces: tuple[Piece, ...]
    length: int
    protected_ms: int


@dataclass(frozen=True, slots=True)
class PlanText:
    """A text of the plan. ``stop``: which keys cut it (none, protective, any).

    ``utterances`` is keyed ``<language>.<speed>``: ``de.normal``, ``de.slow``, ``en.normal`` …
    """

    text: TextId
    stop: str
    utterances: dict[str, Utterance]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Clips for values known only in the call, per language: digits, days of a month, months.

    ``day_first``: the day is spoken before the month. ``reasons``: by the reason's id.
    """

    digits: tuple[Clip, ...]
    plus: Clip
    days: tuple[Clip, ...]
    months: tuple[Clip, ...]
    day_first: bool
    reasons: dict[str, Clip] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IngestKey:
    """The public key to which journals (per tenant and day) or spool files are sealed."""

    epoch: EpochId
    suite: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """What a yes allows: the purpose, its longest period (ISO 8601), its question and answer."""

    purpose: PurposeId
    promised: str
    question: TextId


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """An optional question, asked once the matter is settled; at most two are asked in a call.

    ``promised``: the longest period its words name (ISO 8601). ``standing``: the consent
    outlives the call and belongs to the caller's number. ``extends``: another use of what
    was recorded in this call, so it is asked only where a recording stands.
    """

    purpose: PurposeId
    question: TextId
    promised: str
    standing: bool
    extends: bool


@dataclass(frozen=True, slots=True)
class Timing:
    """Times and limits of a call, all in ms but for the counts."""

    answer_window_opens: int
    answer_window: int
    repeats: int
    key_gap: int
    message_limit: int
    message_warning: int
    message_silence: int
    call_limit: int
    media_timeout: int
    hold_limit: int = 600_000


@dataclass(frozen=True, slots=True)
class PlanReason:
    """A reason that callers may choose, and its key (1 to 6).

    ``calls_back``: nothing can be done about it without a number to call back. ``about``: for
    whom a matter of it is.
    """

    key: str
    reason: ReasonId
    calls_back: bool
    about: About = About.CALLER


@dataclass(frozen=True, slots=True)
class PlanMenu:
    """What callers may answer when asked what it is about.

    ``message``: the key to leave a message, None where the opening has asked for that.
    """

    reasons: tuple[PlanReason, ...]
    message: str | None = None


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Everything voice needs to answer one line.

    ``opening`` is the first text of a call that may be recorded; None: the question itself.
    ``menu`` is None where callers are not asked what it is about. ``offers`` in the order in
    which they are asked. ``receipt``: a receipt code may be offered.
    """

    format: str
    version: PlanVersion
    tenant: TenantId
    line: LineId
    user_part: str
    zone: str
    language: str
    allowed_peers: tuple[str, ...]
    issued_at: Millis
    not_after: Millis
    recording: Recording | None
    timing: Timing
    texts: dict[str, PlanText]
    vocabulary: dict[str, Vocabulary]
    ingest_key: IngestKey
    spool_key: IngestKey
    opening: TextId | None = None
    menu: PlanMenu | None = None
    offers: tuple[PlanOffer, ...] = ()
    receipt: bool = False


def plan_bytes(plan: CallPlan) -> bytes:
    """Return the bytes that are signed and hashed: canonical JSON, UTF-8."""
    return canonical.dumps(to_json(plan))


def read_plan(data: bytes) -> CallPlan:
    """Read a plan; raise `RecordError` where it does not fit or its format is unknown."""
    plan = from_json(CallPlan, canonical.loads(data))
    if plan.format != FORMAT:
        raise RecordError(f"plan format {plan.format!r} is not known here")
    return plan
