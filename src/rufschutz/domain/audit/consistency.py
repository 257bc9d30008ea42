"""Checking that one log is the beginning of another (RFC 9162, section 2.1.4.2).

Decides whether a proof between two tree heads holds. It is written from the
verifier's side and shares nothing with the making of proofs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.audit.merkle import EMPTY_ROOT, TreeError, node_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.audit.checkpoint import Checkpoint


class RewrittenError(TreeError):
    """A newer head that does not hold the older one unchanged as its beginning."""

    advice = "Keep both checkpoints: together they prove that the log was rewritten."


def check_consistency(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise `RewrittenError` unless ``proof`` shows that ``new`` extends ``old``."""
    if old.origin != new.origin:
        raise RewrittenError(f"{old.origin!r} and {new.origin!r} are two different logs")
    if old.size > new.size:
        raise RewrittenError(f"the log shrank from {old.size} to {new.size} entries")
    if old.size in (0, new.size):
        expected = new.root if old.size == new.size else EMPTY_ROOT
        if proof or old.root != expected:
            raise RewrittenError(f"two heads of {old.size} entries differ")
        return
    steps = list(proof) if old.size & (old.size - 1) else [old.root, *proof]
    if not steps or _roots(old.size - 1, new.size - 1, steps) != (old.root, new.root):
        raise RewrittenError(f"the first {old.size} entries of the newer log are not those of the older")


def _roots(here: int, last: int, steps: list[bytes]) -> tuple[bytes, bytes]:
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if not last:
            raise RewrittenError("the consistency proof is too long")
        if here & 1 or here == last:
            before, after = node_hash(step, before), node_hash(step, after)
            here, last = _risen(here, last)
        else:
            after = node_hash(after, step)
        here, last = here >> 1, last >> 1
    if last:
        raise RewrittenError("the consistency proof is too short")
    return before, after


def _risen(here: int, last: int) -> tuple[int, int]:
    """Climb past the levels on which this node is the left-most child."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
