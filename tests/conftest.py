"""What several test packages share."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is no failure; benchmarks measure speed
settings.load_profile("patient")

SHARED = Path(__file__).parents[1] / ".." / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of official files and examples beside the project; skips where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the official input files (../shared) are not on this machine")
    return SHARED.resolve()
