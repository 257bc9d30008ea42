"""What somebody wrote in the form of a line, at rest: name and words sealed, opened for who works on it.

Never in the log, never in the clear in a row, and of a length that tells nothing of the words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.matters import reasons
from rufschutz.core.matters.models import Channel, Matter
from rufschutz.core.matters.queries import view_of
from rufschutz.domain.access.request import Action, Labels
from rufschutz.domain.ids import CallId, KindId, LineId, ReasonId, TenantId

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.matters.queries import MatterView
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import FactId, PurposeId
    from rufschutz.domain.moments import Millis

MATTER = KindId("matter")
_CONTEXT = b"note"
_STEP = 1024
"""Bytes to whose next multiple a note is padded."""


@dataclass(frozen=True, slots=True)
class Written:
    """A request as it was written. ``contact``: digits, maybe +, or an e-mail address.

    ``name`` and ``text`` are '' where nothing was said; ``reason`` is one of the line's menu, or None.
    """

    contact: str
    text: str = ""
    name: str = ""
    reason: ReasonId | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A written request as its page shows it; ``line`` is the line whose form it was."""

    matter: MatterView
    line: LineId
    name: str
    text: str
    reason: ReasonId | None


def seal(keys: Keys, tenant: TenantId, subject: CallId, written: Written, now: Millis) -> bytes:
    """Return name and words as they may be stored."""
    note = json.dumps({"name": written.name, "text": written.text}, ensure_ascii=False).encode()
    padded = note.ljust(-(-len(note) // _STEP) * _STEP)
    return keys.seal_subject(tenant, subject, padded, _CONTEXT, now)


def note(actor: Actor, purpose: PurposeId, matter: FactId, keys: Keys, now: Millis) -> NoteView:
    """Return a written request in the clear but for its contact.

    Raises `NotFound`, or `AccessDenied` where the role may not work on it.
    """
    with tenant_scope(actor.tenant):
        row = Matter.objects.filter(id=matter, channel=Channel.WEB).first()
        if row is None:
            raise access.NotFound("there is no such written request")
        labels = Labels(tenant=TenantId(row.tenant_id), line=LineId(row.line), kind=MATTER)
        access.require(actor, Action.CLOSE_MATTER, purpose, now, labels)
        name, text = _opened(keys, row)
    reason = reasons.of_calls(actor, purpose, [CallId(row.call)], keys, now).get(matter)
    return NoteView(view_of(row), LineId(row.line), name, text, reason)


def _opened(keys: Keys, row: Matter) -> tuple[str, str]:
    try:
        sealed = bytes(row.note_sealed or b"")
        told = json.loads(keys.open_subject(TenantId(row.tenant_id), CallId(row.call), sealed, _CONTEXT))
    except KeyGoneError:
        return "", ""
    return str(told["name"]), str(told["text"])
