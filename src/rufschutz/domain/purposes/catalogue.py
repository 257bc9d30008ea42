"""The catalogue of purposes, checked for one profile.

Decides whether a policy may go live: it collects every fault with its path and
refuses as a whole. It never lets a recording rest on a legitimate interest, and
never lets a kind of data exist without a deletion rule.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.errors import DomainError
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rufschutz.domain.ids import KindId, PurposeId
    from rufschutz.domain.moments import Period
    from rufschutz.domain.purposes.purpose import DataKind, Profile, Purpose
    from rufschutz.domain.retention.rule import Policy

_INTEREST = re.compile(
    r"6\s*\(1\)(?:\s*\([a-e]\)\s*,?)*\s*\(f\)"  # Art. 6(1)(f), Art. 6(1)(c), (f)
    r"|Abs\.\s*1\s*(?:S(?:atz|\.)\s*1\s*)?(?:lit\.|Buchst(?:\.|abe))\s*f\b"
    r"|legitimate\s+interest|berechtigte[ns]?\s+Interesse",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"6\s*\(1\)\s*\(a\)|Abs\.\s*1\s*(?:S(?:atz|\.)\s*1\s*)?(?:lit\.|Buchst(?:\.|abe))\s*a\b"
)
_PROTECTED = "§ 201 StGB protects the spoken word, and milder means exist; ask for consent"
_ASKED = (ConsentMode.PER_CALL, ConsentMode.STANDING)


class PurposeError(DomainError):
    """Root of what the purposes refuse."""


class UnknownPurposeError(PurposeError):
    """A purpose that is not in the catalogue, or refused in this profile."""

    advice = "Use a purpose of the adopted catalogue; without one nothing may be collected."


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """One thing that is wrong. ``path``: ``purposes.<id>.<field>``."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class CatalogueError(PurposeError):
    """A catalogue that may not go live; ``faults`` lists all that is wrong with it."""

    advice = "Correct every purpose named here; nothing goes live until all of them hold."

    def __init__(self, faults: tuple[CatalogueFault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The checked purposes of one profile, with the deletion rules of their kinds."""

    profile: Profile
    purposes: tuple[Purpose, ...]
    kinds: tuple[DataKind, ...]
    policy: Policy

    def purpose(self, wanted: PurposeId) -> Purpose:
        """Return a purpose of this profile; raise `UnknownPurposeError` otherwise."""
        for purpose in self.purposes:
            if purpose.id == wanted:
                return purpose
        raise UnknownPurposeError(f"purpose {wanted!r} does not exist in profile {self.profile.value}")

    def period_of(self, wanted: PurposeId) -> Period:
        """Return the longest standard period of the purpose's kinds: what its notice must announce."""
        kinds = [kind for kind in self.purpose(wanted).kinds if self.policy.has(kind)]
        if not kinds:
            raise UnknownPurposeError(f"purpose {wanted!r} keeps nothing, so there is no period to announce")
        return max((self.policy.rule_of(kind).period for kind in kinds), key=_length)


def compile_catalogue(
    profile: Profile, purposes: Iterable[Purpose], kinds: Iterable[DataKind], policy: Policy
) -> Catalogue:
    """Return the checked catalogue of ``profile``; raise `CatalogueError` with every fault.

    Purposes that the profile refuses are left out; their words are checked all the same.
    """
    every, known = tuple(purposes), tuple(kinds)
    faults = [
        CatalogueFault(f"purposes.{name}.id", f"stands there {count} times")
        for name, count in Counter(purpose.id for purpose in every).items()
        if count > 1
    ]
    by_id = {kind.id: kind for kind in known}
    for purpose in every:
        found = [*_words(purpose), *_basis(purpose, by_id), *_kinds(purpose, by_id, profile, policy)]
        faults += [CatalogueFault(f"purposes.{purpose.id}.{field}", message) for field, message in found]
    if faults:
        raise CatalogueError(tuple(faults))
    allowed = tuple(purpose for purpose in every if purpose.state_in(profile) is not ProfileState.NEVER)
    return Catalogue(profile, allowed, known, policy)


def _words(purpose: Purpose) -> Iterator[tuple[str, str]]:
    texts = [("id", purpose.id), ("name.de", purpose.name.de), ("name.en", purpose.name.en)]
    texts += [("basis", purpose.basis), ("art9", purpose.art9)]
    yield from ((field, "is empty") for field, text in texts if not text.strip())
    told = purpose.consent is not ConsentMode.NONE
    for field, text in (("spoken.de", purpose.spoken.de), ("spoken.en", purpose.spoken.en)):
        if told and not text.strip():
            yield field, f"consent is {purpose.consent.value}, but nothing is said"


def _basis(purpose: Purpose, kinds: dict[KindId, DataKind]) -> Iterator[tuple[str, str]]:
    rests_on_consent = bool(_CONSENT.search(purpose.basis))
    if rests_on_consent and purpose.consent not in _ASKED:
        yield "consent", "the basis is consent, but nobody is asked"
    for kind in purpose.kinds:
        if kind not in kinds or not kinds[kind].recording:
            continue
        if _INTEREST.search(purpose.basis):
            yield "basis", f"a legitimate interest does not carry {kind!r}: {_PROTECTED}"
        if purpose.consent in (ConsentMode.NONE, ConsentMode.STANDING):
            yield "consent", f"{kind!r} needs an act of the person speaking, in this call"


def _kinds(
    purpose: Purpose, kinds: dict[KindId, DataKind], profile: Profile, policy: Policy
) -> Iterator[tuple[str, str]]:
    state = purpose.state_in(profile)
    if state is None:
        yield "profiles", f"says nothing about profile {profile.value}"
    for kind in purpose.kinds:
        if kind not in kinds:
            yield "kinds", f"{kind!r} is no known kind of data"
    if state is ProfileState.NEVER:
        return
    here = [kind for kind in purpose.kinds if kind in kinds and profile not in kinds[kind].absent_in]
    if purpose.kinds and not here:
        yield "kinds", f"none of them exists in profile {profile.value}"
    for kind in here:
        if not policy.has(kind):
            yield "kinds", f"{kind!r} has no deletion rule: it must not be collected"


def _length(period: Period) -> tuple[int, int]:
    days = 365 * period.years + 30 * period.months + period.days
    return days + (365 if period.to_year_end else 0), period.days
