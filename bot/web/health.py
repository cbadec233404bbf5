"""Whether everything is as it should be: named checks, asked at the same time, none of them for long."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

CHECK_SECONDS: Final = 2.0
"""A database or a table that takes longer to say anything is in trouble."""

Check = Callable[[], Awaitable[str | None]]
"""Returns what is wrong, in a few words without anybody's data; None when nothing is."""


@dataclass(frozen=True, slots=True)
class Health:
    """The checks by name."""

    checks: Mapping[str, Check]
    seconds: float = CHECK_SECONDS

    async def reasons(self) -> dict[str, str]:
        """Return what is wrong by the check's name; empty when all is well."""
        found = await asyncio.gather(*(self._ask(check) for check in self.checks.values()))
        return {name: reason for name, reason in zip(self.checks, found, strict=True) if reason is not None}

    async def _ask(self, check: Check) -> str | None:
        try:
            async with asyncio.timeout(self.seconds):
                return await check()
        except TimeoutError:
            return f"no answer in {self.seconds:g} s"
        except Exception as error:  # noqa: BLE001 -- a check that fails is an answer too
            return f"it failed: {type(error).__name__}"
