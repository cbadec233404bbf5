"""Between the metres of EPSG:25830 and the pixels of a picture; north is up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
"""Shape (n, 2): x, y."""

Bounds = tuple[float, float, float, float]
"""Left, lower, right, upper in metres, as shapely gives them."""

MIDDLE: Bounds = (438_000.0, 4_472_000.0, 443_000.0, 4_477_000.0)
"""Five kilometres around the middle of Madrid."""

NARROWEST, WIDEST = 60.0, 40_000.0
"""Metres across the map's shorter side: a crossing, and rather more than the whole municipality."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The pixel in the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> "Box":
        """Return the box with a margin of so many pixels on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window of the picture onto the ground: `x`, `y` metres lie at the centre of `box`."""

    x: float
    y: float
    metres_per_pixel: float
    box: Box

    @classmethod
    def around(cls, x: float, y: float, metres: float, box: Box) -> Self:
        """Return the view with so many metres from the centre to the nearer edges."""
        across = min(max(2 * metres, NARROWEST), WIDEST)
        return cls(x, y, across / min(box.width, box.height), box)

    @classmethod
    def fitting(cls, bounds: Bounds, box: Box, margin: float = 0.04) -> Self:
        """Return the view that holds the bounds with a margin, a share of the box on each side."""
        left, lower, right, upper = bounds
        room = 1 - 2 * margin
        scale = max((right - left) / (box.width * room), (upper - lower) / (box.height * room))
        scale = min(max(scale, NARROWEST / box.width), WIDEST / box.width)
        return cls((left + right) / 2, (lower + upper) / 2, scale, box)

    def within(self, box: Box) -> Self:
        """Return the window that is another part of the same picture: all ground stays at its pixels."""
        ((x, y),) = self.to_metres(np.array([box.centre])).tolist()
        return replace(self, x=x, y=y, box=box)

    @property
    def bounds(self) -> Bounds:
        """The ground that the window shows."""
        half_width = self.box.width / 2 * self.metres_per_pixel
        half_height = self.box.height / 2 * self.metres_per_pixel
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    def to_pixels(self, metres: Coordinates) -> Coordinates:
        """Return picture coordinates, shape (n, 2), of ground coordinates in metres."""
        return self.box.centre + (metres - (self.x, self.y)) * (1, -1) / self.metres_per_pixel

    def to_metres(self, pixels: Coordinates) -> Coordinates:
        """Return ground coordinates in metres of picture coordinates, shape (n, 2)."""
        return (self.x, self.y) + (pixels - self.box.centre) * (1, -1) * self.metres_per_pixel

    def pixels(self, metres: float) -> float:
        """Return how many pixels so many metres are."""
        return metres / self.metres_per_pixel


def enclosing(many: Sequence[Bounds]) -> Bounds:
    """Return the bounds around them all; some ground in the middle of Madrid where there are none."""
    if not many:
        return MIDDLE
    every = np.array(many)
    left, lower = every[:, :2].min(axis=0).tolist()
    right, upper = every[:, 2:].max(axis=0).tolist()
    return left, lower, right, upper


def overlap(one: Bounds, other: Bounds) -> bool:
    """Whether the two share any ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inside(one: Bounds, other: Bounds) -> bool:
    """Whether the one lies wholly in the other."""
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]
