"""What every measurement needs: a grant that the gate gave, a key to seal to, a look at our own use.

Nothing here weakens a rule to be faster: the benchmark walks through the gate
like a call does, and what it records can be opened by nobody, because the private
part of its key is forgotten at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.bench.processes import pss
from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.ids import (
    ArtefactId,
    CallId,
    EpochId,
    FactId,
    PlanVersion,
    PlaybackId,
    PurposeId,
    TenantId,
)
from rufschutz.domain.moments import Millis
from rufschutz.handover.plan import IngestKey
from rufschutz.vault.open.suite import PrivateIngestKey
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.voice.media.codecs import Codec
    from rufschutz.voice.recorder import Recorder, Recording

PROMPT: Final = bytes(range(256)) * 8_000
"""A sound to play: more than four minutes of it, so that none ends while a measurement runs."""

NO_SILENCE: Final = 1 << 40
"""A silence limit in ms that no measurement reaches."""

_QUESTION = PlaybackId(1)
_WINDOW = 300


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds (user and system, all threads) and bytes of memory (PSS) of this process."""

    cpu: float
    memory: int


def usage() -> Usage:
    """Return what this process has used until now."""
    times = os.times()
    return Usage(times.user + times.system, pss(os.getpid()))


def take_one_core(others: int) -> None:
    """Keep this process on one core, and process ``others`` off it where there is a second one."""
    cores = os.sched_getaffinity(0)
    ours = max(cores)
    os.sched_setaffinity(others, cores - {ours} or cores)
    os.sched_setaffinity(0, {ours})


def granted(number: int) -> Grant:
    """Return the grant of a call in which the question was heard and answered with yes."""
    gate = ConsentGate(TenantId("bench"), CallId(f"call-{number}"), _WINDOW)
    gate.ask(PurposeId("record_matter"), _QUESTION)
    gate.played(_QUESTION, Millis(0), completed=True, alive=True)
    gate.yes(Millis(_WINDOW), FactId(f"consent-{number}"))
    grant = gate.stored(FactId(f"consent-{number}"))
    if grant is None:
        raise AssertionError("the gate did not take a valid yes")
    return grant


def ingest_key() -> IngestKey:
    """Return a key to seal to, the private part of which nobody has."""
    return IngestKey(EpochId("bench"), SUITE, PrivateIngestKey.generate().public_key)


def open_recording(recorder: Recorder, grant: Grant, key: IngestKey, codec: Codec, number: int) -> Recording:
    """Open the recording of call ``number``."""
    return recorder.open(grant, ArtefactId(f"artefact-{number}"), PlanVersion("bench"), key, codec)
