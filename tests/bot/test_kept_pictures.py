"""Pictures that are asked for again, by many, and by some who do not wait."""

import asyncio

import pytest

from bot.services.kept_pictures import KeptPictures


class Drawer:
    """Draws when it is let, and counts."""

    def __init__(self, fault=None):
        self.drawn = 0
        self.fault = fault
        self.go_on = asyncio.Event()

    async def __call__(self):
        self.drawn += 1
        await self.go_on.wait()
        if self.fault is not None:
            raise self.fault
        return b"picture %d" % self.drawn


def at_once(fault=None):
    drawer = Drawer(fault)
    drawer.go_on.set()
    return drawer


async def started(*waiting):
    """Let them all come to where they wait."""
    tasks = [asyncio.ensure_future(each) for each in waiting]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_a_picture_is_drawn_once_for_all_who_wait():
    kept, drawer = KeptPictures(), Drawer()
    tasks = await started(*(kept.get("one", drawer) for _ in range(50)))
    drawer.go_on.set()
    assert set(await asyncio.gather(*tasks)) == {b"picture 1"}
    assert drawer.drawn == 1


async def test_a_kept_picture_is_not_drawn_again():
    kept, drawer = KeptPictures(), at_once()
    assert await kept.get("one", drawer) == await kept.get("one", drawer)
    assert drawer.drawn == 1


async def test_who_gives_up_does_not_stop_the_drawing_for_the_others():
    kept, drawer = KeptPictures(), Drawer()
    impatient, patient = await started(kept.get("one", drawer), kept.get("one", drawer))
    impatient.cancel()
    drawer.go_on.set()
    assert await patient == b"picture 1"
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_a_picture_that_nobody_waited_for_is_kept_all_the_same():
    kept, drawer = KeptPictures(), Drawer()
    (impatient,) = await started(kept.get("one", drawer))
    impatient.cancel()
    drawer.go_on.set()
    assert await kept.get("one", drawer) == b"picture 1"
    assert drawer.drawn == 1


async def test_a_failure_reaches_all_who_wait_and_is_not_kept():
    kept, broken = KeptPictures(), Drawer(OSError("no letters"))
    tasks = await started(kept.get("one", broken), kept.get("one", broken))
    broken.go_on.set()
    faults = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(fault) for fault in faults] == [OSError, OSError]
    assert broken.drawn == 1
    assert await kept.get("one", at_once()) == b"picture 1"


async def test_only_the_last_asked_for_are_kept():
    kept, drawer = KeptPictures(most=2), at_once()
    for key in ("one", "two", "one", "three", "one", "two"):
        await kept.get(key, drawer)
    assert drawer.drawn == 4  # "two" was the longest unasked for when "three" came
