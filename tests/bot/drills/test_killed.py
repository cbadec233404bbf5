"""kill −9 in the middle of a conversation: after the next start it goes on (alerts: tests/bot/test_alerts_killed.py)."""

import asyncio

from tests.bot.drills.somebody import ADMIN, OPEN_DAY, Somebody
from tests.bot.served import until

GOYA = f"Goya 40 {OPEN_DAY} a las 11"


async def test_a_dialogue_goes_on_after_the_bot_was_killed_in_the_middle_of_it(start, ana):
    async with start() as bot:
        answer = await ana.says(GOYA)
        asked = await ana.says("guarda Goya 40")
        assert asked is not answer
        bot.process.kill()
        await bot.process.wait()
    async with start():
        kept = await ana.says("casa")
        assert "casa" in kept.text.lower()
        again = await ana.says(f"casa {OPEN_DAY} a las 12")
        assert "Goya" in again.text
        assert await ana.taps(answer, "+1 h") is answer
        assert "12:00" in answer.text


async def test_questions_that_a_kill_meets_are_answered_after_the_next_start(start, api):
    people = [Somebody(api, user_id) for user_id in range(1, 25)]

    def unanswered():
        return [one for one in people if not one.shown]

    async with start() as bot:
        for number, one in enumerate(people):
            one.person.types(f"Alcalá {20 + 2 * number} {OPEN_DAY} a las 11")
        await until(lambda: not len(api.state.updates))  # Telegram has been told that they were taken
        bot.process.kill()
        await bot.process.wait()
        assert unanswered(), "killed too late to meet any"
    async with start():
        await until(lambda: not unanswered())
    assert all("Alcalá" in one.shown[-1].text for one in people)


async def test_a_training_that_a_kill_ends_is_said_to_be_over_by_the_next_start(start, api, folder):
    boss = Somebody(api, ADMIN)
    async with start() as bot:
        message = await boss.says("/retrain")
        await until(lambda: list(folder.glob("operations/*.json")))
        bot.process.kill()
        await bot.process.wait()
        assert message.text.startswith("⏳")
    async with start():
        await until(lambda: "el bot se paró" in message.text)
        assert not message.content.keyboard
        assert not list(folder.glob("operations/*"))


async def test_what_a_killed_bot_left_of_an_uploaded_file_is_deleted(start, folder):
    left = folder / "upload-abc" / "tickets.csv"
    left.parent.mkdir()
    await asyncio.to_thread(left.write_bytes, bytes(1_000))
    async with start():
        assert not left.parent.exists()
