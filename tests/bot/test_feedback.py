"""What is asked, when, of whom, and what is kept of the answer."""

import asyncio
import stat
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

from bot.callbacks import Press, decode
from bot.db import ChatRepository, FeedbackRepository, FoundQuestion, Said, open_database
from bot.db.engine import create_engine
from bot.db.feedback import QUESTIONS_KEPT
from bot.db.models import FoundQuestionRow, FoundReportRow
from bot.db.upgrade import downgrade, upgrade
from bot.domain import LANGUAGES, MADRID, ChatMemory, Query
from bot.errors import StaleButtonError
from bot.reporters import Reporters, load_reporters
from bot.services.feedback import PATIENCE, PLANNED_AHEAD, TOPIC, WAIT, FeedbackService, said_of
from bot.services.questions import Question
from bot.settings import Settings
from bot.texts import say
from bot.training_reports import REMEMBERED, kept_reports
from forecasting.feedback import Basis
from forecasting.feedback.serving import SOURCE
from geodata.places import Place, Point

PONZANO = Place("Calle de Ponzano, 20", Point(40.43783, -3.69941), "streets", "house", "07-05")
NIGHT = datetime(2025, 3, 12, 23, 0, tzinfo=MADRID)
ANA = ChatMemory(1001, "es")
SAID = Said(
    "07-05", "green", datetime(2025, 3, 12, 10, tzinfo=UTC), 0.7, "v1", demo=True, basis=Basis(0.3, 0.6, 9)
)


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path / 'found.db'}"


@pytest.fixture
async def sessions(url):
    async with open_database(url) as opened:
        yield opened


@pytest.fixture
def kept(sessions):
    return FeedbackRepository(sessions)


@pytest.fixture
def service(kept, answering):
    return FeedbackService(kept, answering.answers, Reporters(b"key"))


@pytest.fixture
def ask(answering, now):
    """The answer about a place at a moment."""

    def ask(place=PONZANO, at=now):
        return answering.answers.answer(Question(Query("", None, at, at_given=True), place), now)

    return ask


def question(due_at, chat_id=1001, said=SAID):
    return FoundQuestion(chat_id, "es", due_at.astimezone(MADRID).date(), due_at, said)


# --- planning -----------------------------------------------------------------------------------------


async def test_an_answer_is_asked_about_half_an_hour_after_its_time(service, ask, now):
    at = now + timedelta(hours=3)
    await service.plan(ANA, ask(at=at), now)
    assert await service.due(at + WAIT - timedelta(minutes=1)) == []
    (due,) = await service.due(at + WAIT)
    assert (due.chat_id, due.due_at, due.day) == (1001, at + WAIT, date(2025, 3, 12))
    assert (due.said.neighbourhood, due.said.slot) == ("07-05", datetime(2025, 3, 12, 12, tzinfo=UTC))
    assert await service.due(at + WAIT) == []


async def test_a_question_that_waited_too_long_is_not_asked(service, ask, now):
    await service.plan(ANA, ask(), now)
    assert await service.due(now + WAIT + PATIENCE + timedelta(minutes=1)) == []


async def test_the_last_answer_for_a_day_is_the_one_that_is_asked_about(service, ask, now):
    for hours in (1, 2, 3):
        await service.plan(ANA, ask(at=now + timedelta(hours=hours)), now)
    assert await service.due(now + timedelta(hours=2) + WAIT) == []
    assert len(await service.due(now + timedelta(hours=3) + WAIT)) == 1


async def test_a_chat_is_asked_once_a_day_and_again_on_another(service, ask, now):
    await service.plan(ANA, ask(), now)
    assert len(await service.due(now + WAIT)) == 1
    later = now + timedelta(hours=2)
    await service.plan(ANA, ask(at=later), later)
    assert await service.due(later + WAIT) == []
    tomorrow = now + timedelta(days=1)
    await service.plan(ANA, ask(at=tomorrow), later)
    assert len(await service.due(tomorrow + WAIT)) == 1


async def test_each_chat_is_asked_for_itself(service, ask, now):
    for chat_id in (1, 2):
        await service.plan(ChatMemory(chat_id, "en"), ask(), now)
    assert {one.chat_id for one in await service.due(now + WAIT)} == {1, 2}


@pytest.mark.parametrize(
    "case",
    [
        (PONZANO, NIGHT, ANA),
        (replace(PONZANO, precision="neighbourhood"), None, ANA),
        (Place("Getafe", Point(40.305, -3.73), "streets", "landmark"), None, ANA),
        (PONZANO, None, ChatMemory(-100, "es")),
        (PONZANO, PLANNED_AHEAD + timedelta(hours=1), ANA),
        (PONZANO, timedelta(hours=-1), ANA),
    ],
    ids=["not regulated", "no definite place", "outside the zone", "a group", "too far ahead", "past"],
)
async def test_some_answers_are_not_asked_about(service, ask, now, sessions, case):
    place, at, chat = case
    moment = at if isinstance(at, datetime) else now + (at or timedelta())
    await service.plan(chat, ask(place, moment), now)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(FoundQuestionRow)) == 0


# --- what was said ------------------------------------------------------------------------------------


def test_what_was_said_adds_up_to_the_share_that_the_answer_took(ask):
    answer = ask()
    said = said_of(answer)
    unseen = answer.evidence.unseen[said.colour].share.mean
    assert said.basis.taken(unseen) == pytest.approx(answer.availability.taken.mean, abs=0.03)
    assert (said.said, said.basis.searched) == (answer.availability.chance.mean, answer.availability.searched)
    assert (said.version, said.demo) == (answer.model.version, True)


def test_the_colour_is_the_one_that_unseen_cars_matter_most_for(ask):
    answer = ask()
    spaces = answer.evidence.reach.spaces
    assert said_of(answer).colour == max(spaces, key=spaces.get) == "green"


def test_a_saturdays_basis_leaves_the_learned_share_a_plain_days(ask):
    saturday = said_of(ask(at=datetime(2025, 3, 15, 10, 15, tzinfo=MADRID)))
    plain = said_of(ask(at=datetime(2025, 3, 14, 10, 15, tzinfo=MADRID)))
    assert saturday.basis.doubtful == pytest.approx(0.9 * plain.basis.doubtful, rel=0.01)


# --- answering ----------------------------------------------------------------------------------------


async def test_an_answer_is_kept_without_the_chat_and_the_place(service, kept, ask, now, sessions):
    await service.plan(ANA, ask(), now)
    (due,) = await service.due(now + WAIT)
    later = now + timedelta(hours=1)
    reply = await service.press(ANA, "after_a_while", str(due.question_id), later)
    assert "Gracias" in reply.text
    (report,) = await kept.reports(now - timedelta(days=1))
    assert (report.outcome, report.neighbourhood, report.said) == ("after_a_while", "07-05", due.said.said)
    assert report.basis == due.said.basis
    async with sessions() as session:
        row = await session.scalar(select(FoundReportRow))
    assert "1001" not in {str(value) for value in vars(row).values()}
    assert not {"chat_id", "lat", "lon", "place_label"} & set(FoundReportRow.__table__.columns.keys())


async def test_only_the_first_answer_counts(service, kept, ask, now):
    await service.plan(ANA, ask(), now)
    (due,) = await service.due(now + WAIT)
    await service.press(ANA, "not_found", str(due.question_id), now + WAIT)
    reply = await service.press(ANA, "at_once", str(due.question_id), now + WAIT)
    assert "contestada" in reply.text
    assert [one.outcome for one in await kept.reports(now - timedelta(days=1))] == ["not_found"]


async def test_nobody_answers_for_another_chat_or_before_being_asked(service, kept, ask, now):
    await service.plan(ANA, ask(), now)
    await service.press(ANA, "at_once", "1", now)
    (due,) = await service.due(now + WAIT)
    await service.press(ChatMemory(7, "es"), "at_once", str(due.question_id), now + WAIT)
    await service.press(ANA, "at_once", str(10**17), now + WAIT)
    assert await kept.reports(now - timedelta(days=1)) == []


def test_a_question_names_the_neighbourhood_and_its_buttons_the_outcomes(service, now):
    asked = replace(question(now + WAIT), question_id=5)
    reply = service.question(asked, now + WAIT)
    assert "Ríos Rosas" in reply.text
    assert "miércoles 12 de marzo, 10:15" in reply.text
    assert [row[0].text for row in reply.buttons] == ["Sí, a la primera", "Sí, tras un rato", "No"]
    assert [decode(row[0].data) for row in reply.buttons] == [
        Press(TOPIC, outcome, "5") for outcome in ("at_once", "after_a_while", "not_found")
    ]


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("perhaps", "1"),
        ("at_once", ""),
        ("at_once", "-1"),
        ("at_once", "٣"),
        ("at_once", "01"),
        ("at_once", "9" * 30),
    ],
)
async def test_a_button_that_nobody_made_is_stale(service, kept, now, verb, value):
    with pytest.raises(StaleButtonError):
        await service.press(ANA, verb, value, now)
    assert await kept.reports(now - timedelta(days=1)) == []


async def test_who_parked_here_found_a_space_at_once(service, kept, now):
    assert await service.found(ANA, PONZANO, now)
    (report,) = await kept.reports(now - timedelta(days=1))
    assert (report.outcome, report.neighbourhood) == ("at_once", "07-05")
    assert report.slot == datetime(2025, 3, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "at"),
    [
        (Place("Getafe", Point(40.305, -3.73), "streets", "point"), None),
        (PONZANO, NIGHT),
        (replace(PONZANO, neighbourhood="99-99"), None),
    ],
)
async def test_parking_where_or_when_it_tells_nothing_is_not_kept(service, kept, now, place, at):
    assert not await service.found(ANA, place, at or now)
    assert await kept.reports(now - timedelta(days=1)) == []


# --- the database -------------------------------------------------------------------------------------


async def test_questions_are_forgotten_after_two_days(kept, sessions, now):
    await kept.plan(question(now))
    await kept.claim(now, PATIENCE)
    await kept.claim(now + QUESTIONS_KEPT + timedelta(minutes=1), PATIENCE)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(FoundQuestionRow)) == 0


async def test_a_question_outlives_the_process(url, now):
    async with open_database(url) as opened:
        await FeedbackRepository(opened).plan(question(now))
    async with open_database(url) as opened:
        (due,) = await FeedbackRepository(opened).claim(now, PATIENCE)
    assert due == replace(question(now.astimezone(UTC)), question_id=due.question_id)


async def test_the_database_itself_holds_one_question_a_chat_and_day(sessions, now):
    rows = [
        FoundQuestionRow(
            chat_id=1, language="es", day=date(2025, 3, 12), due_at=now, slot=now, neighbourhood="07-05",
            colour="green", said=0.5, version="v", demo=True, known=0.1, doubtful=0.9, searched=6,
        )
        for _ in range(2)
    ]  # fmt: skip
    with pytest.raises(IntegrityError):
        async with sessions.begin() as session:
            session.add_all(rows)


async def test_the_third_revision_can_be_taken_back_and_made_again(url):
    engine = create_engine(url)

    async def tables():
        async with engine.connect() as connection:
            return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))

    await upgrade(engine, "0003")
    assert {"found_questions", "found_reports"} <= await tables()
    await downgrade(engine, "0002")
    assert await tables() == {"alembic_version", "chats", "geocodings"}
    await upgrade(engine)
    assert {"found_questions", "found_reports"} <= await tables()
    await engine.dispose()


async def test_who_blocked_the_bot_is_not_asked_and_the_others_are(kept, sessions, now):
    chats = ChatRepository(sessions, lambda: now)
    for chat_id in (1, 2):
        await chats.save(ChatMemory(chat_id, "es"))
    for chat_id in (1, 2, 3):  # of the third nothing else is kept
        await kept.plan(question(now, chat_id))
    await chats.deactivate(1)
    assert [one.chat_id for one in await kept.claim(now, PATIENCE)] == [2, 3]


async def test_reports_come_back_by_hour_from_a_moment_on(kept, now):
    for days in (3, 1, 2):
        slot = SAID.slot + timedelta(days=days)
        await kept.add(replace(SAID, slot=slot).report("at_once", f"p{days}"))
    found = await kept.reports(SAID.slot + timedelta(days=2))
    assert [one.reporter for one in found] == ["p2", "p3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_has_words_for_what_was_learned(language):
    assert say(language, f"sources.{SOURCE}")


# --- reporters and trainings --------------------------------------------------------------------------


def test_an_id_tells_nobody_who_and_changes_every_quarter(now):
    mine, other = Reporters(b"a"), Reporters(b"b")
    spring = now + timedelta(days=30)
    assert mine.id_of(1001, now) == mine.id_of(1001, now + timedelta(days=10))
    assert (
        len({mine.id_of(1001, now), mine.id_of(1002, now), other.id_of(1001, now), mine.id_of(1001, spring)})
        == 4
    )
    assert "1001" not in mine.id_of(1001, now)


def test_the_key_is_drawn_once_and_for_its_owner_only(tmp_path, now):
    file = tmp_path / "deep" / "reporters.key"
    first = load_reporters(file)
    assert load_reporters(file).id_of(1, now) == first.id_of(1, now)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_reporters(tmp_path / "other.key").id_of(1, now) != first.id_of(1, now)


def test_a_training_reads_the_last_years_reports(tmp_path):
    settings = Settings(data_dir=tmp_path)
    assert kept_reports(settings, SAID.slot) == ()
    assert not settings.database_file.exists()

    async def fill():
        async with open_database(settings.database_url) as opened:
            await FeedbackRepository(opened).add(SAID.report("at_once", "p"))

    asyncio.run(fill())
    assert len(kept_reports(settings, SAID.slot + timedelta(days=1))) == 1
    assert kept_reports(settings, SAID.slot + REMEMBERED + timedelta(days=1)) == []
