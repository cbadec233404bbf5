"""The steps of what takes long, by name: `bot/texts` words each of them."""

from typing import Literal

Step = Literal[
    "asking", "fetching", "unpacking", "building", "checking", "ingesting", "waiting", "training", "comparing"
]
