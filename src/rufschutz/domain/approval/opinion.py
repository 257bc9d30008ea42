"""The data protection officer's opinion: kept beside a proposal and shown with it, never a decision.

Decides nothing. An objection does not stop a proposal: the controller answers for it
(Art. 38(3), (6), 39(1)(a) GDPR), but a loosening without any opinion does not take effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.ids import PersonId
    from rufschutz.domain.moments import Millis


class Verdict(StrEnum):
    """What the officer says."""

    AGREE = "agree"
    OBJECT = "object"
    CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an officer said of one document (``sha256``), in which words, when (ms UTC)."""

    officer: PersonId
    verdict: Verdict
    words: str
    sha256: str
    at: Millis
