"""Merkle trees as RFC 6962 (section 2.1) defines them: append-only logs whose past can be proved.

    leaf = SHA-256(0x00 ‖ bytes)      node = SHA-256(0x01 ‖ left ‖ right)

Public: `hash_leaf`, `CompactRange` (grows a tree from its frontier: the roots of its perfect subtrees, left to right),
`compute_root(leaves)`, `list_inclusion_path`, `verify_inclusion`, `list_consistency_path`, `verify_consistency`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def hash_leaf(content: bytes) -> bytes:
    """Hash of one entry's bytes."""
    return sha256(b"\x00" + content).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """A tree of `size` leaves by its frontier; one hash per set bit of `size`."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def append(self, leaves: Iterable[bytes]) -> CompactRange:
        """The tree with these leaf hashes added."""
        size, stack = self.size, list(self.frontier)
        for leaf in leaves:
            stack.append(leaf)
            joined = size
            while joined & 1:
                right = stack.pop()
                stack.append(hash_node(stack.pop(), right))
                joined >>= 1
            size += 1
        return CompactRange(size, tuple(stack))

    @property
    def root(self) -> bytes:
        """The tree's root hash; of the empty tree, the hash of nothing."""
        if not self.frontier:
            return EMPTY_ROOT
        root = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            root = hash_node(left, root)
        return root


def compute_root(leaves: Sequence[bytes]) -> bytes:
    """Root of a whole list of leaf hashes."""
    return CompactRange().append(leaves).root


def _split(size: int) -> int:
    """The largest power of two smaller than size."""
    return 1 << (size - 1).bit_length() - 1


def list_inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(index, leaves) of RFC 6962: what proves that a leaf is in the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*list_inclusion_path(leaves[:half], index), compute_root(leaves[half:])]
    return [*list_inclusion_path(leaves[half:], index - half), compute_root(leaves[:half])]


def verify_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves the leaf at that index of the tree of that size and root."""
    if not 0 <= index < size:
        return False
    node, last, at = leaf, size - 1, index
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = hash_node(step, node)
            while not at & 1 and at != 0:
                at >>= 1
                last >>= 1
        else:
            node = hash_node(node, step)
        at >>= 1
        last >>= 1
    return last == 0 and node == root


def list_consistency_path(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """PROOF(first, leaves) of RFC 6962: what proves that the tree of `first` leaves is the beginning of this one."""
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(leaves, first, whole=True)


def _subproof(leaves: Sequence[bytes], first: int, *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [compute_root(leaves)]
    half = _split(len(leaves))
    if first <= half:
        return [*_subproof(leaves[:half], first, whole=whole), compute_root(leaves[half:])]
    return [*_subproof(leaves[half:], first - half, whole=False), compute_root(leaves[:half])]


def verify_consistency(
    *, first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Whether the path proves that the second tree grew out of the first (RFC 9162, section 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = hash_node(step, old), hash_node(step, new)
            while not at & 1 and at != 0:
                at >>= 1
                last >>= 1
        else:
            new = hash_node(new, step)
        at >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root
