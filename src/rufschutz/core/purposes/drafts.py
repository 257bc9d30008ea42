"""What someone wants of the policy: the change, the reason, and what it means to who agreed before.

Decides whether enough is said to propose it; whether it may be adopted is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions import require_reason
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.purposes.errors import UnchangedError
from rufschutz.core.purposes.policy import policy_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.domain.ids import PurposeId


@dataclass(frozen=True, slots=True)
class Draft:
    """What someone wants: the change, the controller's reason, and what it means to who agreed before.

    ``change`` makes the new policy of the one in force. ``material``: purposes about which callers
    are told something else in substance, so that standing consents become stale; () says that
    there are none. None says nothing, which is refused where a question's words change.
    """

    change: Callable[[Policy], Policy]
    reason: str
    material: tuple[PurposeId, ...] | None = None


def require_said(draft: Draft, before: Policy, after: Policy) -> None:
    """Raise `ProposalError` where a draft says too little, or `UnchangedError` where it changes nothing."""
    require_reason(draft.reason)
    if policy_sha256(after) == policy_sha256(before):
        raise UnchangedError("this changes nothing")
    unknown = [name for name in draft.material or () if after.purpose(name) is None]
    if unknown:
        raise ProposalError(f"{', '.join(unknown)}: no purpose of this policy")
    if draft.material is None and (changed := list(_asked_differently(before, after))):
        raise ProposalError(
            f"the words of a question change ({', '.join(changed)})",
            advice="Say for which purposes the change is material, or that it is for none: "
            "where it is, standing consents are asked for again.",
        )


def _asked_differently(before: Policy, after: Policy) -> Iterator[str]:
    """Yield where callers are asked in other words than before."""
    for text in after.texts:
        old = before.text(text.id)
        if text.role == "consent_question" and old is not None and old.words != text.words:
            yield f"texts.{text.id}"
    for purpose in after.purposes:
        was = before.purpose(purpose.id)
        if was is not None and was.consent in {"per_call", "standing"} and was.spoken != purpose.spoken:
            yield f"purposes.{purpose.id}.spoken"
