"""One listening of one person to one recording, however many ranges a browser asks for.

Decides the token that a page offers with its player: the id of a play that has not begun,
signed for the person and the recording. A token that was not made for both counts for
nothing; whether it still continues a play is decided by the record. And whether anything can be
heard at all, for page and player alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from rufschutz.adapters.clock import new_id
from rufschutz.core.jobs.queries import caught_up

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import ArtefactId
    from rufschutz.domain.moments import Millis

_SALT = "rufschutz.listening"


def offered(actor: Actor, artefact: ArtefactId) -> str:
    """Return a fresh token for a player on a page."""
    play = new_id()
    return f"{play}.{_mark(play, actor, artefact)}"


def read(token: str, actor: Actor, artefact: ArtefactId) -> str:
    """Return the play that a token names; '' for none, or one made for someone or something else."""
    play, _, mark = token.partition(".")
    fits = constant_time_compare(mark, _mark(play, actor, artefact))
    return play if fits else ""


def served(now: Millis) -> bool:
    """Whether any sound is served now: not while what callers said waits, for it may be a withdrawal."""
    return settings.INSTALLATION is None or caught_up(now)


def _mark(play: str, actor: Actor, artefact: ArtefactId) -> str:
    return signing.Signer(salt=_SALT).signature(f"{play}:{actor.tenant}:{actor.person}:{artefact}")
