"""Nobody keeps the bot to themselves, and no update is taken twice."""

from hypothesis import given
from hypothesis import strategies as st

from bot.flood import KEPT_BUCKETS, FloodGate
from bot.seen import SeenUpdates


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def test_so_many_pass_at_once_the_next_is_told_and_the_rest_is_ignored():
    gate = FloodGate(3, Clock())
    assert [gate.judge(1) for _ in range(6)] == ["pass", "pass", "pass", "tell", "ignore", "ignore"]


def test_one_persons_flood_is_nobody_elses():
    gate = FloodGate(1, Clock())
    assert [gate.judge(1), gate.judge(1), gate.judge(2)] == ["pass", "tell", "pass"]


def test_the_bucket_refills_with_time_and_who_floods_again_is_told_again():
    clock = Clock()
    gate = FloodGate(60, clock)
    assert [gate.judge(1) for _ in range(61)][-1] == "tell"
    clock.seconds = 2
    assert [gate.judge(1) for _ in range(4)] == ["pass", "pass", "tell", "ignore"]


def test_waiting_long_saves_no_more_than_a_full_bucket():
    clock = Clock()
    gate = FloodGate(2, clock)
    gate.judge(1)
    clock.seconds = 86_400
    assert [gate.judge(1) for _ in range(3)] == ["pass", "pass", "tell"]


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 20))
def test_in_any_minute_no_more_pass_than_a_bucket_and_its_refill(pauses, a_minute):
    clock, passed = Clock(), []
    gate = FloodGate(a_minute, clock)
    for pause in pauses:
        clock.seconds += pause
        if gate.judge(1) == "pass":
            passed.append(clock.seconds)
    for start in passed:
        assert sum(start <= one <= start + 60 for one in passed) <= 2 * a_minute


def test_the_people_remembered_are_bounded():
    gate = FloodGate(1, Clock())
    for person in range(KEPT_BUCKETS + 10):
        gate.judge(person)
    assert gate.judge(0) == "pass"
    assert gate.judge(KEPT_BUCKETS + 9) == "tell"


def test_an_update_is_new_once():
    seen = SeenUpdates()
    assert [seen.is_new(one) for one in (5, 6, 5, 7, 6)] == [True, True, False, True, False]


def test_old_updates_are_forgotten_one_by_one():
    seen = SeenUpdates(kept=2)
    assert [seen.is_new(one) for one in (1, 2, 3, 1, 3)] == [True, True, True, True, False]
