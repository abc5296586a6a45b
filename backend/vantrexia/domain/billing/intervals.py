"""Sets of half-open intervals on a line of integers, as sorted disjoint tuples: minutes without counting
minutes.

Public: `merge`, `subtract`, `clip`, `total`, `find_point_reached`.
"""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[int, int]
Intervals = tuple[Interval, ...]


def merge(intervals: Iterable[Interval]) -> Intervals:
    """The union, sorted and disjoint; empty and reversed intervals vanish, touching ones join."""
    merged: list[Interval] = []
    for low, high in sorted(intervals):
        if low >= high:
            continue
        if merged and low <= merged[-1][1]:
            if high > merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return tuple(merged)


def subtract(intervals: Intervals, holes: Intervals) -> Intervals:
    """What is left of `intervals` outside `holes`; both sorted and disjoint."""
    if not holes:
        return intervals
    left: list[Interval] = []
    for low, high in intervals:
        at = low
        for hole_low, hole_high in holes:
            if hole_high <= at:
                continue
            if hole_low >= high:
                break
            if hole_low > at:
                left.append((at, hole_low))
            at = hole_high
        if at < high:
            left.append((at, high))
    return tuple(left)


def clip(intervals: Intervals, low: int, high: int) -> Intervals:
    """The part inside `[low, high)`."""
    return tuple((max(a, low), min(b, high)) for a, b in intervals if a < high and b > low)


def total(intervals: Intervals) -> int:
    """The summed length of disjoint intervals."""
    return sum(high - low for low, high in intervals)


def find_point_reached(intervals: Intervals, amount: int) -> int | None:
    """The point at which the running length reaches `amount`, or None if it never does."""
    for low, high in intervals:
        if high - low >= amount:
            return low + amount
        amount -= high - low
    return None
