"""How often one person may ask: a bucket of questions that refills with time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

KEPT_BUCKETS: Final = 20_000
"""People whose buckets are remembered; some 200 bytes each. Who is forgotten starts with a full one."""

SECONDS_A_MINUTE: Final = 60

Verdict = Literal["pass", "tell", "ignore"]


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


class FloodGate:
    """Lets through `a_minute` updates of a person a minute, as many at once.

    `monotonic` tells seconds that never go back.
    """

    def __init__(self, a_minute: int, monotonic: Callable[[], float]) -> None:
        self._a_minute, self._monotonic = a_minute, monotonic
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def judge(self, person: int) -> Verdict:
        """Return what becomes of a person's update: of those that are too many, only the first is told so."""
        now = self._monotonic()
        bucket = self._buckets.setdefault(person, _Bucket(self._a_minute, now))
        self._buckets.move_to_end(person)
        while len(self._buckets) > KEPT_BUCKETS:
            self._buckets.popitem(last=False)
        refilled = (now - bucket.at) * self._a_minute / SECONDS_A_MINUTE
        bucket.left, bucket.at = min(self._a_minute, bucket.left + refilled), now
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.told = False
            return "pass"
        if bucket.told:
            return "ignore"
        bucket.told = True
        return "tell"
