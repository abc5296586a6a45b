"""Where a reader is among the segments of one transaction set: `Walk`."""

from __future__ import annotations

from collections.abc import Sequence

from vantrexia.domain.claims.x12 import BadFile, Segment
from vantrexia.domain.wordings import say


class Walk:
    """Where we are among the segments of one set."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._at = 0

    @property
    def has_more(self) -> bool:
        """Whether a segment is left."""
        return self._at < len(self._segments)

    def is_at(self, *names: str) -> bool:
        """Whether the next segment has one of these names."""
        return self.has_more and self._segments[self._at].id in names

    def take(self, *names: str) -> Segment:
        """The next segment, which must have one of these names. Raises BadFile."""
        if not self.is_at(*names):
            raise self.refuse(say("{names} is due here", names=" or ".join(names)))
        segment = self._segments[self._at]
        self._at += 1
        return segment

    def skip(self, *names: str) -> None:
        """Pass over segments with these names."""
        while self.is_at(*names):
            self._at += 1

    def refuse(self, reason: str) -> BadFile:
        """An error about the next segment, or about the end."""
        if self.has_more:
            return self._segments[self._at].refuse(reason)
        return self._segments[-1].refuse(say("the set ends after it: {reason}", reason=reason))
