import pytest

from geodata.maps.breaker import Breaker


class Clock:
    """Seconds that stand until they are moved."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_it_is_closed_before_anything_failed(clock):
    assert not Breaker(clock).is_open


def test_it_is_open_for_so_long_and_no_longer(clock):
    breaker = Breaker(clock)
    breaker.trip(60)
    clock.now += 59.9
    assert breaker.is_open
    clock.now += 0.1
    assert not breaker.is_open


def test_a_short_pause_does_not_end_a_long_one(clock):
    breaker = Breaker(clock)
    breaker.trip(600)
    breaker.trip(20)
    clock.now += 30
    assert breaker.is_open
