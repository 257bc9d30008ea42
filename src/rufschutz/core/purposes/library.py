"""The texts of a tenant's policy as its people read and hear them: words, seconds, owner, review.

Decides when a text has to be read again: on the day it names, else a year after its words were
adopted, by who adopted them. It renders nothing: seconds and sounds are those of the plan in force.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions.adoption import spoken_texts
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.queries import live_policy, parsed
from rufschutz.core.purposes.soundness import advised
from rufschutz.core.tenants.queries import controller
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis, Period, day_of
from rufschutz.handover.plan import read_plan

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.purposes.policy import Policy, PolicyText
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import LineId, TenantId
    from rufschutz.handover.plan import CallPlan, Utterance

UNREVIEWED: Final = Period(years=1)
"""After this a text is read again whose policy names no day."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text in one language, as words and as sound.

    ``length`` in ms and ``clips`` (A-law hashes, in order) as rendered for a line, 0 and () where it
    is not; ``most``: how long it may last (ms). ``advice``: how to be followed more easily.
    """

    language: str
    words: str
    length: int
    most: int
    clips: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text of the policy. ``review_by``: the day by which someone reads it again."""

    id: str
    role: str
    stop: str
    owner: str
    review_by: dt.date
    overdue: bool
    adopted_at: Millis
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A text that was to be read again by a day that is over."""

    text: str
    owner: str
    review_by: dt.date


@dataclass(frozen=True, slots=True)
class _Origin:
    """Who adopted the words of a text, and when (ms UTC)."""

    person: PersonId
    at: Millis


def texts(
    actor: Actor, now: Millis, line: LineId | None = None, plans: Path | None = None
) -> tuple[TextRow, ...]:
    """Return every text that some line of the tenant may say, by its id.

    With ``line`` and ``plans`` (the directory) words, seconds and sounds are those that this line
    says now. Raises `AccessDenied` or `NoPolicyError`.
    """
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    live = live_policy(actor.tenant)
    plan = None if line is None or plans is None else _plan(plans / f"{line}.plan")
    today, origins = _today(actor.tenant, now), _origins(actor.tenant)
    rows = []
    for name in sorted(spoken_texts(live.policy)):
        if (text := live.policy.text(name)) is None:
            continue
        due = _due(text, origins[name], actor.tenant)
        spoken = tuple(_spoken(live.policy, text, language, plan) for language in sorted(text.words))
        owner = text.owner or person_name(origins[name].person)
        rows.append(TextRow(name, text.role, text.stop, owner, due, due < today, origins[name].at, spoken))
    return tuple(rows)


def overdue(tenant: TenantId, now: Millis) -> tuple[Overdue, ...]:
    """Return the texts of a tenant whose review is overdue, the longest first; raise `NoPolicyError`."""
    policy, today, origins = live_policy(tenant).policy, _today(tenant, now), _origins(tenant)
    spoken = (text for name in spoken_texts(policy) if (text := policy.text(name)) is not None)
    found = [(text, _due(text, origins[text.id], tenant)) for text in spoken]
    late = sorted((due, text.id, text) for text, due in found if due < today)
    return tuple(
        Overdue(name, text.owner or person_name(origins[name].person), due) for due, name, text in late
    )


def overdue_count(tenant: TenantId, now: Millis) -> int:
    """Return how many texts of a tenant are overdue; none where no policy was adopted."""
    try:
        return len(overdue(tenant, now))
    except NoPolicyError:
        return 0


def _today(tenant: TenantId, now: Millis) -> dt.date:
    return day_of(now, controller(tenant).tzinfo)


def _due(text: PolicyText, origin: _Origin, tenant: TenantId) -> dt.date:
    if text.review_by:
        return dt.date.fromisoformat(text.review_by)
    return UNREVIEWED.added_to(_today(tenant, origin.at))


def _origins(tenant: TenantId) -> dict[str, _Origin]:
    """Return since when each text stands as it is now, and who proposed it so."""
    with tenant_scope(tenant):
        rows = list(PolicyVersion.objects.order_by("number"))
    found: dict[str, tuple[PolicyText, _Origin]] = {}
    for row in rows:
        for text in parsed(row.document).texts:
            if text.id not in found or found[text.id][0] != text:
                found[text.id] = text, _Origin(PersonId(row.adopted_by), Millis(row.adopted_at))
    return {name: origin for name, (_, origin) in found.items()}


def _spoken(policy: Policy, text: PolicyText, language: str, plan: CallPlan | None) -> Spoken:
    said = _utterance(plan, text.id, f"{language}.normal")
    advice = tuple(
        each.message for each in advised(policy, (text.id,)) if each.path == f"texts.{text.id}.{language}"
    )
    if said is None:
        return Spoken(language, text.words[language], 0, text.max_ms, (), advice)
    clips = tuple(piece.clip.alaw_sha256 for piece in said.pieces if piece.clip is not None)
    return Spoken(language, said.words, said.length, text.max_ms, clips, advice)


def _utterance(plan: CallPlan | None, text: str, key: str) -> Utterance | None:
    found = None if plan is None else plan.texts.get(text)
    return None if found is None else found.utterances.get(key)


def _plan(path: Path) -> CallPlan | None:
    """Return the plan in a file, None where there is none that can be read.

    It is shown and not obeyed, so its signature is left to who does.
    """
    try:
        return read_plan(path.read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[0])
    except (OSError, RufschutzError):
        return None
