"""What the recorder reports, from its own thread: each recording comes to one of three ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rufschutz.domain.ids import ArtefactId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Stopped:
    """The journal is complete and durable; ``length`` of its sound in ms, gaps left out."""

    artefact: ArtefactId
    length: Millis


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Key, wrap and journal are gone, which was read back. Said once, also after `Stopped` or `Failed`."""

    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class Failed:
    """The journal could not be written on; what it holds is closed and reads as cut short."""

    artefact: ArtefactId
    reason: str


RecorderEvent: TypeAlias = Stopped | Destroyed | Failed
