"""How long simulated tickets run: lognormal regulated minutes, cut off at the maximum stay."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.demo.sessions import SLOT_MINUTES

SHORTEST = 5  # minutes: what the smallest coin buys
CARRIED = 0.72
"""Share of the tickets that outlast their session and go on at the next opening; the others end with it. Fitted
so that 5.9 % of all tickets do, as published."""


@dataclass(frozen=True, slots=True)
class Durations:
    """Lognormal minutes with parameters `mu` and `sigma`, at most `longest` (the colour's maximum stay)."""

    mu: float
    sigma: float
    longest: int

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw n durations in whole minutes, shape (n,)."""
        minutes = np.clip(rng.lognormal(self.mu, self.sigma, n), SHORTEST, self.longest)
        return np.ceil(minutes).astype(np.int64)

    def survival(self, minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the share of tickets in force so many minutes after their start (none before it); same shape."""
        whole = np.floor(minutes)  # tickets run for whole minutes
        z = (np.log(np.maximum(whole, 1)) - self.mu) / (self.sigma * math.sqrt(2))
        tail = np.where(whole < SHORTEST, 1.0, 0.5 * np.vectorize(math.erfc)(z))
        return np.where((whole >= 0) & (whole < self.longest), tail, 0.0)

    def kernel(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give mean and variance of the share of the k-th quarter-hour after its start that a ticket covers.

        Starts are uniform in quarter-hour 0. Both of shape (quarter-hours to the maximum stay + 1,).
        """
        minute = np.arange(SLOT_MINUTES, dtype=np.float64)
        means, squares = [], []
        for k in range(self.longest // SLOT_MINUTES + 1):
            # From a minute to a minute, the age is as often below the difference as above it.
            age = k * SLOT_MINUTES + minute[None, :] - minute[:, None]
            alive = (self.survival(age - 0.5) + self.survival(age + 0.5)) / 2
            means.append(alive.mean())
            squares.append(np.minimum(alive[:, :, None], alive[:, None, :]).mean())
        mean = np.array(means)
        return mean, np.maximum(np.array(squares) - mean**2, 0.0)


BY_COLOUR = {
    # Fitted to published means (blue 80, green 55 minutes), with 9 % of the tickets at the maximum stay; the means
    # of the other colours are guesses, their maximum stays are the rules'.
    "blue": Durations(4.010, 1.128, 240),
    "green": Durations(3.845, 0.703, 120),
    "red": Durations(4.200, 0.955, 240),
    "high_rotation": Durations(3.377, 0.511, 45),
    "orange": Durations(5.484, 0.817, 720),
}
