"""The Merkle tree of RFC 6962, section 2.1: roots, frontier and proofs.

Decides hashes only; it stores nothing. Node ``(level, index)`` is the hash over
the leaves ``[index << level, (index + 1) << level)`` of a perfect subtree; whoever
makes a proof hands in a reader of such nodes (a list, or tiles). Checking a proof
is written apart from making it, in `rufschutz.domain.audit.verify`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rufschutz.domain.audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Nodes: TypeAlias = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256().digest()


class TreeError(AuditError):
    """A question that the tree of this size has no answer to."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes (or over equally high subtrees), in one pass per level."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    sha256 = hashlib.sha256
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) & 1 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level += odd
    return level[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: the hashes of its perfect subtrees, largest first.

    Enough to append and to know the root, in O(log n) time and space.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier with one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier with more leaf hashes, in order."""
        stack, size = list(self.hashes), self.size
        for leaf in leaves:
            stack.append(leaf)
            size += 1
            for _ in range((size & -size).bit_length() - 1):
                right = stack.pop()
                stack[-1] = node_hash(stack[-1], right)
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        """Return the tree's root hash."""
        return _bagged(self.hashes) if self.hashes else EMPTY_ROOT


def frontier_of(size: int, nodes: Nodes) -> Frontier:
    """Return the frontier of the tree of ``size``, read from its nodes."""
    return Frontier(size, tuple(nodes(level, index) for level, index in _perfect(0, size)))


def memory_nodes(leaves: Sequence[bytes]) -> Nodes:
    """Return a reader of nodes over leaf hashes held in memory."""

    def read(level: int, index: int) -> bytes:
        if (index + 1) << level > len(leaves):
            raise TreeError(f"no perfect subtree of level {level} at {index} in {len(leaves)} leaves")
        return root_of(leaves[index << level : (index + 1) << level])

    return read


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the audit path of leaf ``index`` in the tree of ``size`` (RFC 6962, 2.1.1), leaf end first."""
    if not 0 <= index < size:
        raise TreeError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, nodes))
            end = middle
        else:
            path.append(_range_root(start, middle, nodes))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the proof that the tree of ``new`` leaves extends that of ``old`` (RFC 6962, 2.1.2).

    Empty where there is nothing to prove: equal sizes, or an empty old tree.
    """
    if not 0 <= old <= new:
        raise TreeError(f"a tree of {new} cannot extend one of {old}")
    if old in (0, new):
        return ()
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start, whole = middle, False
    if not whole:
        proof.append(_range_root(start, end, nodes))
    return tuple(reversed(proof))


def _split(size: int) -> int:
    """Return the largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(start: int, end: int, nodes: Nodes) -> bytes:
    return _bagged([nodes(level, index) for level, index in _perfect(start, end)])


def _perfect(start: int, end: int) -> list[tuple[int, int]]:
    """Cut a range as the tree does into perfect subtrees ``(level, index)``, largest first."""
    parts: list[tuple[int, int]] = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def _bagged(hashes: Sequence[bytes]) -> bytes:
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root
