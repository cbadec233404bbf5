"""A stop while Telegram hangs, a training runs and questions are under way: over in time."""

import asyncio

from bot.bot_api import Fault
from bot.bot_api.faults import Hanging
from tests.bot.drills.somebody import ADMIN, Somebody
from tests.bot.served import until

AT_MOST_SECONDS = 18  # less than the 20 that are promised


async def test_a_stop_that_everything_holds_up_is_over_in_time(start, api, faults):
    loop = asyncio.get_running_loop()
    boss, *people = (Somebody(api, user_id) for user_id in (ADMIN, *range(11, 19)))
    async with start() as bot:
        assert "⏳" in (await boss.says("/retrain")).text
        for method in ("sendPhoto", "sendMessage", "editMessageText", "sendChatAction"):
            faults.add(Fault(Hanging(60), method))
        for number, one in enumerate(people):
            one.person.types(f"Alcalá {20 + 2 * number} mañana a las 11")
        await until(lambda: not len(api.state.updates))
        faults.add(Fault(Hanging(60)))
        begun = loop.time()
        assert await bot.stop() == 0
        assert loop.time() - begun < AT_MOST_SECONDS
