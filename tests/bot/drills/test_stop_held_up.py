"""A stop while Telegram hangs, a training runs and questions are under way: over in time."""

import asyncio

from bot.bot_api import Fault
from bot.bot_api.faults import Hanging
from bot.serving import STOPPING_SECONDS
from tests.bot.drills.somebody import ADMIN, OPEN_DAY, Somebody
from tests.bot.served import until

CLOSED_SECONDS = 3.0  # for what comes after: with it less than the 20 that are promised
PATIENCE = 120.0


async def stopped(bot):
    """Stop it well; returns the seconds that it took."""
    begun = asyncio.get_running_loop().time()
    assert await bot.stop(PATIENCE) == 0
    return asyncio.get_running_loop().time() - begun


async def test_a_stop_that_everything_holds_up_is_over_in_time(start, api, faults):
    boss, *people = (Somebody(api, user_id) for user_id in (ADMIN, *range(11, 19)))
    async with start() as bot:
        await boss.says("/help")
        unhindered = await stopped(bot)  # on a busy machine the same work takes longer
    async with start() as bot:
        assert "⏳" in (await boss.says("/retrain")).text
        for method in ("sendPhoto", "sendMessage", "editMessageText", "sendChatAction"):
            faults.add(Fault(Hanging(60), method))
        for number, one in enumerate(people):
            one.person.types(f"Alcalá {20 + 2 * number} {OPEN_DAY} a las 11")
        await until(lambda: not len(api.state.updates))
        faults.add(Fault(Hanging(60)))
        assert await stopped(bot) < STOPPING_SECONDS + max(CLOSED_SECONDS, 3 * unhindered)
