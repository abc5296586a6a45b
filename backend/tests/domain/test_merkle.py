"""RFC 6962 trees: the published vectors, and proofs that hold exactly for what they prove."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.merkle import (
    EMPTY_ROOT,
    CompactRange,
    compute_root,
    hash_leaf,
    list_consistency_path,
    list_inclusion_path,
    verify_consistency,
    verify_inclusion,
)

# The test vectors of the reference implementation (certificate-transparency, merkletree tests).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [hash_leaf(content) for content in INPUTS]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert compute_root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert CompactRange().root == EMPTY_ROOT


def test_the_published_inclusion_path_of_leaf_5_of_8() -> None:
    path = [step.hex() for step in list_inclusion_path(LEAVES, 5)]
    assert path[0] == LEAVES[4].hex()
    assert verify_inclusion(
        LEAVES[5], index=5, size=8, path=[bytes.fromhex(step) for step in path], root=bytes.fromhex(ROOTS[7])
    )


@given(st.integers(1, 70), st.data())
def test_growing_in_pieces_gives_the_same_root(size: int, data: st.DataObject) -> None:
    leaves = [hash_leaf(str(number).encode()) for number in range(size)]
    cut = data.draw(st.integers(0, size))
    assert CompactRange().append(leaves[:cut]).append(leaves[cut:]).root == compute_root(leaves)


@given(st.integers(1, 40), st.data())
def test_an_inclusion_path_proves_its_leaf_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [hash_leaf(str(number).encode()) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = list_inclusion_path(leaves, index), compute_root(leaves)
    assert verify_inclusion(leaves[index], index=index, size=size, path=path, root=root)
    assert not verify_inclusion(hash_leaf(b"other"), index=index, size=size, path=path, root=root)
    assert not verify_inclusion(leaves[index], index=size, size=size, path=path, root=root)
    assert not verify_inclusion(leaves[index], index=index, size=size, path=[*path, root], root=root)


@given(st.integers(1, 40), st.data())
def test_a_consistency_path_proves_growth_and_nothing_else(size: int, data: st.DataObject) -> None:
    leaves = [hash_leaf(str(number).encode()) for number in range(size)]
    first = data.draw(st.integers(1, size))
    path = list_consistency_path(leaves, first)
    old, new = compute_root(leaves[:first]), compute_root(leaves)
    assert verify_consistency(first=first, second=size, path=path, first_root=old, second_root=new)
    assert not verify_consistency(
        first=first, second=size, path=path, first_root=hash_leaf(b"x"), second_root=new
    )
    assert not verify_consistency(
        first=first, second=size, path=[*path, new], first_root=old, second_root=new
    )
    assert not verify_consistency(first=size + 1, second=size, path=path, first_root=old, second_root=new)


def test_bad_indexes_are_refused() -> None:
    with pytest.raises(IndexError):
        list_inclusion_path(LEAVES, 8)
    with pytest.raises(IndexError):
        list_consistency_path(LEAVES, 0)
    assert not verify_consistency(first=3, second=8, path=[], first_root=b"", second_root=b"")
    assert not verify_inclusion(LEAVES[0], index=0, size=1, path=[LEAVES[1]], root=LEAVES[0])
