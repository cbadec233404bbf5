"""kill −9 in the middle of a conversation: after the next start it goes on (alerts: tests/bot/test_alerts_killed.py)."""

GOYA = "Goya 40 mañana a las 11"


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
        again = await ana.says("casa mañana a las 12")
        assert "Goya" in again.text
        assert await ana.taps(answer, "+1 h") is answer
        assert "12:00" in answer.text
