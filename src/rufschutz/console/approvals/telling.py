"""What each subject says of itself in plain words: one function per subject, named beside its screen.

Decides no words of its own. A subject's part names its function with `tells`, in a module that
`rufschutz.console.approvals.subjects` imports; it gets the request and who looks, and returns what
it is about and what happens then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from rufschutz.console.screens import Screen
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.approvals.requests import RequestCard
    from rufschutz.domain.approval.subject import Subject
    from rufschutz.domain.errors import RufschutzError


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a request: what it is called and what it says."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A request in plain words.

    ``title``: what is asked for, in a few words; ``what``: what it reaches, with its count, as a
    sentence; ``then``: what happens once it takes effect. ``facts``: more that who decides has to know.
    ``address`` and ``link``: where the thing itself can be seen, '' for nowhere; ``screen``: of which screen
    that is, so that who may not open it gets no link. ``elsewhere``: it is decided at ``address``, not here.
    """

    title: str
    what: str
    then: str
    facts: tuple[Fact, ...] = ()
    address: str = ""
    link: str = ""
    screen: Screen | None = None
    elsewhere: bool = False


Teller = Callable[["RequestCard", "Viewer"], Telling]

TELLERS: Final[dict[Subject, Teller]] = {}

REFUSALS: Final[dict[type[RufschutzError], _StrPromise]] = {}
"""What a subject's effect refuses with, in a sentence; each part adds its own errors."""


def tells(*subjects: Subject) -> Callable[[Teller], Teller]:
    """Name the function that tells what is asked for under each of ``subjects``."""

    def named(teller: Teller) -> Teller:
        TELLERS.update(dict.fromkeys(subjects, teller))
        return teller

    return named
