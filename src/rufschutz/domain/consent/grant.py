"""A grant: the one key to a person's voice.

Only the consent gate makes one. It names the call, the purpose and the stored
consent it rests on, cannot be copied or sent away, and never comes back to life.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING, NoReturn, SupportsIndex

from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from rufschutz.domain.ids import CallId, FactId, PurposeId, TenantId

_MINT = object()


class GrantError(DomainError):
    """There is no living consent behind what was tried."""

    advice = "Ask the person in this call and hear a yes first; only the consent gate makes grants."


class Life:
    """The life of a grant, held by the gate. It ends once and for all."""

    __slots__ = ("_over",)

    def __init__(self) -> None:
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the grant is dead."""
        return self._over

    def end(self) -> None:
        """Let the grant die; a dead one stays dead."""
        self._over = True


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """Leave to process this call's sound for one purpose, while it lives.

    ``consent`` is the fact that made it. Raises `GrantError` when constructed anywhere
    but in the gate, and when copied, pickled or subclassed.
    """

    tenant: TenantId
    call: CallId
    purpose: PurposeId
    consent: FactId
    _life: Life = field(repr=False)
    mint: InitVar[object] = None

    def __post_init__(self, mint: object) -> None:
        if mint is not _MINT:
            raise GrantError("a grant was constructed outside the consent gate")

    def __init_subclass__(cls) -> None:
        raise GrantError("a grant has no other kinds")

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise GrantError("a grant cannot be copied or leave its process")

    @property
    def alive(self) -> bool:
        """Whether the consent still stands."""
        return not self._life.over

    def require(self) -> None:
        """Do nothing while the grant lives; raise `GrantError` once it is dead."""
        if not self.alive:
            raise GrantError(f"the grant for {self.purpose} is dead")
