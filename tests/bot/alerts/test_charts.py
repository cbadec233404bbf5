"""The chart under an alert marks what its words name: the hour that decided, and of a digest none."""

from datetime import time

import pytest

from bot.alert_keyboards import alert_buttons
from bot.alerts.quiet_hours import QuietHours
from bot.alerts.wishes import level_threshold
from bot.callbacks import decode
from bot.domain import ChatMemory, SavedPlace
from bot.services.alert_pictures import AlertPictures
from bot.services.pictures import PictureService
from tests.bot.alerts.world import ANA, EASY, PONZANO, TUESDAY, digest, local, watch

NEVER = QuietHours(time(), time())
FULL = 0.95


class Drawn:
    """Draws nothing: it remembers what it was given."""

    def __init__(self):
        self.charts = []

    async def run(self, _work, chart):
        self.charts.append(chart)
        return b"png"


@pytest.fixture
def chart_of(world):
    async def chart_of(message):
        """The chart that stands above a message."""
        drawn = Drawn()
        pictures = AlertPictures(world.answers, PictureService(None, world.answers, drawn))
        picture = pictures.of(message, ChatMemory(ANA, "es"), world.clock.now)
        await picture.draw()
        (chart,) = drawn.charts
        return chart

    return chart_of


@pytest.mark.parametrize("hardest", [17, 18, 19])
async def test_a_watch_marks_the_hour_that_decided(world, chart_of, hardest):
    world.forecasts.by_hour = {hardest - 1: FULL}  # UTC
    world.forecasts.share = EASY
    await world.asks(watch(end=time(20), threshold=level_threshold("hard")))
    await world.passes(local(TUESDAY, 8))
    (message,) = world.people.got
    chart = await chart_of(message)
    assert chart.hours[chart.asked.hour] == str(hardest)
    chance = round(100 * message.hours[message.hardest][1].chance.mean)
    assert chart.asked.label.startswith(f"{hardest}:00 · {chance} %")
    (look, *_), *_ = alert_buttons(message, "es")
    assert decode(look.data).at == local(TUESDAY, hardest)


async def test_a_digest_marks_no_hour_and_shows_none_for_its_own_sake(world, chart_of):
    await world.places.save_place(SavedPlace(ANA, "casa", PONZANO))
    await world.asks(digest(at=time(6)))
    await world.alerts.subscriptions.set_quiet_hours(ANA, NEVER, world.clock.now)
    await world.passes(local(TUESDAY, 7))
    (message,) = world.people.got
    chart = await chart_of(message)
    assert chart.asked is None
    assert chart.hours[0] == "7"
    assert chart.estimates
