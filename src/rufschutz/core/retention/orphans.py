"""Whose keys open nothing any more: calls of which neither row, sound nor number is left.

A written request is a subject of its own for as long as it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.calls.models import Call
from rufschutz.core.matters.models import Channel, Matter
from rufschutz.core.recordings.models import SOUNDING, Recording

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import CallId


def orphaned_subjects(calls: Collection[CallId]) -> tuple[str, ...]:
    """Return which of ``calls`` nothing is left of that their subject key could open."""
    living = set(Call.objects.filter(id__in=calls).values_list("id", flat=True))
    living |= set(Recording.objects.filter(call__in=calls, state__in=SOUNDING).values_list("call", flat=True))
    numbered = Matter.objects.filter(call__in=calls).exclude(number_mask="", channel=Channel.CALL)
    living |= set(numbered.values_list("call", flat=True))
    return tuple(sorted(set(calls) - living))
