"""A file that no living row names: what it is, if it is anything.

A file under an erasure that has not come to its end is just being deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.completeness.artefact import GONE, GRACE, SEALED
from rufschutz.domain.completeness.incident import IncidentKind

if TYPE_CHECKING:
    from rufschutz.domain.completeness.artefact import Life
    from rufschutz.domain.moments import Millis


def stray_blob(*, named: bool, erased: bool, logged: bool) -> IncidentKind | None:
    """Return what a blob is. ``named``: by a row; ``erased``: by an erasure; ``logged``: which has ended."""
    if named or (erased and not logged):
        return None
    return IncidentKind.BLOB_AFTER_ERASURE if erased else IncidentKind.BLOB_WITHOUT_ROW


def stray_journal(life: Life | None, touched: Millis, now: Millis) -> IncidentKind | None:
    """Return what a journal is. ``life``: as its row says; ``touched``: when it was last written (ms UTC)."""
    if now - touched <= GRACE:
        return None
    if life is None:
        return IncidentKind.JOURNAL_WITHOUT_ROW
    return IncidentKind.JOURNAL_LEFT_BEHIND if life in GONE | SEALED else None
