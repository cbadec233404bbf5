"""Administrators' commands: what they do, who sees them, and what is kept of it."""

import asyncio
import errno
import logging
import os
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.bootstrap import connected, open_answering
from bot.bot_api import Fault, Faults
from bot.bot_api.faults import bad_gateway, flooded, refused
from bot.callbacks import Press, encode
from bot.db import open_database
from bot.errors import StepCrashedError, StepError, StepFaultError
from bot.handlers.operations import put_right
from bot.handlers.scheduled import scheduled_jobs, tell_of_failure
from bot.jobs import tick
from bot.observing import Observer
from bot.portal.errors import BusyPortalError, SyncUnderWayError
from bot.portal.report import Outcome, SyncReport
from bot.profile import ADMIN, AFTER_ALL, announce, menu_handler
from bot.reporters import Reporters
from bot.schedule import run_job
from bot.services.admin import backtesting, retraining, uploads
from bot.services.admin.models import TOPIC
from bot.settings import Settings
from forecasting.publishing import ModelFolder
from tests.bot.dialogues.driver import Talker, connected_application, picture, talking
from tests.bot.dialogues.heard import alerts, edited, notices, sent
from tests.bot.published import publish
from tests.bot.served import PATIENCE, until
from tests.bot.syncing.city import zipped
from tests.forecasting.tickets.rows import HEADER, day_of_rows

ADMIN_ID = 1001
OTHER_ID = 1002


@dataclass
class Worker:
    """Takes the place of the process that does what takes long: remembers its jobs, and ends when it may."""

    result: dict = field(default_factory=dict)
    failure: Exception | None = None
    png: bytes = b""
    jobs: list = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: bool = False

    async def __call__(self, job, tell):
        self.jobs.append(job)
        tell("training", 0.4)
        self.told.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise
        if self.failure is not None:
            raise self.failure
        if "picture" in job:
            await asyncio.to_thread(Path(job["picture"]).write_bytes, self.png)
        return self.result


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.WARNING, "bot")
    return caplog


@pytest.fixture
def worker(monkeypatch):
    worker = Worker()
    for module in (retraining, backtesting, uploads):
        monkeypatch.setattr(module, "run_step", worker)
    return worker


@pytest.fixture
def settings(tmp_path):
    folder = tmp_path / "data"
    publish(folder / "models")
    return Settings(data_dir=folder, admins=(ADMIN_ID,))


@pytest.fixture
def opened(settings, clock):
    """The services of an installation with one administrator."""

    @asynccontextmanager
    async def opening():
        async with open_database(settings.database_url) as sessions:
            services = connected(
                open_answering(settings), sessions, Reporters(b"key"), clock, settings=settings
            )
            yield services
            await services.admin.operations.close()

    return opening


@pytest.fixture
def desk(opened, transport):
    """The administrator at work, and the services."""

    @asynccontextmanager
    async def meeting(**how):
        async with (
            opened() as services,
            talking(services, transport=transport, user_id=ADMIN_ID, **how) as boss,
        ):
            yield boss, services

    return meeting


async def deeds(services):
    return [(one.admin_id, one.deed, one.detail) for one in await services.admin.audit.latest(50)]


def answers(result, **more):
    return {"manifest": result, "promoted": True, "refusals": [], "remarks": (), **more}


@pytest.mark.parametrize("name", ADMIN)
async def test_to_everybody_else_their_commands_are_unknown_ones(desk, name):
    async with desk() as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        (unknown,) = sent(await eve.says("/nosuchcommand"))
        (reply,) = sent(await eve.says(f"/{name} x"))
        assert reply.text == unknown.text
        assert await deeds(services) == []


async def test_everybody_elses_file_is_not_taken(desk, worker):
    async with desk() as (boss, _):
        await boss.beside(user_id=OTHER_ID).uploads(b"a;b\n", "tickets.csv")
        assert worker.jobs == []


async def test_in_a_group_an_administrator_is_nobody_special(desk, worker):
    async with desk() as (boss, services):
        group = boss.beside(user_id=ADMIN_ID, group_id=-77)
        await group.adds_bot()
        await group.says("/retrain")
        assert worker.jobs == []
        assert await deeds(services) == []


async def test_a_button_of_theirs_does_nothing_for_others(desk, settings):
    newer = publish(settings.models_dir)
    async with desk() as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        await eve.says("/help")
        for verb in ("rollback", "usage", "send", "stop"):
            assert len(alerts(await eve.taps_payload(encode(Press("admin", verb, "1"))))) == 1
        assert ModelFolder(settings.models_dir).current() == newer
        assert await deeds(services) == []


async def test_their_menu_has_their_commands_and_nobody_elses_has(desk):
    async with desk() as (boss, services):
        await boss.says("/help")
        await boss.beside(user_id=OTHER_ID).says("/help")
        await announce(boss.application.bot, services.admins)
        theirs, others = (set(boss.api.offered_commands(who, "es")) for who in (ADMIN_ID, OTHER_ID))
        assert theirs - others == set(ADMIN)


async def test_who_had_not_written_when_the_bot_started_gets_the_menu_with_the_first_message(desk):
    async with desk() as (boss, services):
        services.admin.without_menu.update(await announce(boss.application.bot, services.admins))
        assert services.admin.without_menu == {ADMIN_ID}
        boss.application.add_handler(menu_handler(services.admins), group=AFTER_ALL)
        await boss.says("/start")
        await services.admin.operations.settled()
        assert set(boss.api.offered_commands(ADMIN_ID, "es")) >= set(ADMIN)
        before = len(boss.api.calls)
        await boss.says("/help")
        assert not [method for method, _ in boss.api.calls[before:] if "Commands" in method]


async def test_who_is_no_administrator_any_more_is_offered_no_commands_of_theirs(desk):
    async with desk() as (boss, services):
        await boss.says("/status")
        await announce(boss.application.bot, services.admins)
        assert set(boss.api.offered_commands(ADMIN_ID, "es")) >= set(ADMIN)
        await announce(boss.application.bot, (), await services.admin.audit.admins())
        assert set(boss.api.offered_commands(ADMIN_ID, "es")).isdisjoint(ADMIN)


async def test_the_status_tells_what_serves_who_is_there_and_what_was_done(desk):
    async with desk() as (boss, _):
        await boss.says("Goya 40")
        (page,) = sent(await boss.says("/status"))
        for words in ("20250301T060000Z", "demostración", "28 de febrero de 2025", "1 en total", "Disco"):
            assert words in page.text
        assert "Avisos: 0 en cola (0 con retraso)" in page.text
        assert f"{ADMIN_ID} · status" in page.text


async def test_a_training_shows_its_progress_and_what_it_came_to(desk, worker, settings):
    manifest = ModelFolder(settings.models_dir).manifest("20250301T060000Z")
    scores = {"ladder": {"wape": 0.123}, "seasonal-naive": {"wape": 0.25}}
    worker.result = answers(replace(manifest, scores=scores).to_json())
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await worker.told.wait()
        await boss.says("Goya 40")  # the bot answers all along
        assert any("Goya" in one.text for one in boss.shown)
        worker.go_on.set()
        await services.admin.operations.settled()
        (page,) = [one for one in boss.shown if "0,123" in one.text]
        assert page.text.startswith("✅ Previsión nueva")
        assert "0,25" in page.text
        assert page.button_texts == []
        assert [deed for _, deed, detail in await deeds(services)] == ["retrain", "retrain"]


async def test_a_refused_training_says_why(desk, worker, settings):
    manifest = ModelFolder(settings.models_dir).manifest("20250301T060000Z")
    refusals = [
        ["untried", 7, 1735],
        ["worse_than_naive", 0.3, 0.2],
        ["worse_than_current", 0.3, 0.2],
        ["older_data", manifest.trained_from.toordinal(), manifest.trained_until.toordinal()],
        ["lost_series", 3, 200.0],
        ["demo_over_real", 1, 0],
    ]
    worker.result = answers(manifest.to_json(), promoted=False, refusals=refusals)
    worker.go_on.set()
    async with desk(language_code="en") as (boss, services):
        await boss.says("/retrain")
        await services.admin.operations.settled()
        text = boss.shown[-1].text
        assert text.startswith("🚫 The new forecast is not put to use")
        assert (ADMIN_ID, "retrain", "refused") in await deeds(services)
        for words in (
            "7 days of tickets",
            "stands on 1,735",
            "errs more (0.3)",
            "1 January 2023",
            "3 series; 200 were needed",
            "demonstration data",
        ):
            assert words in text


async def test_a_training_can_be_stopped_and_only_one_runs(desk, worker):
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await worker.told.wait()
        await until(lambda: boss.shown)
        (refusal,) = sent(await boss.says("/backtest"))
        assert "Ya hay otra operación" in refusal.text
        assert notices(await boss.taps("✖️ Parar")) == ["Se está parando."]
        await services.admin.operations.settled()
        assert worker.stopped
        assert "parado" in boss.shown[0].text
        assert (ADMIN_ID, "retrain", "stopped") in await deeds(services)


@pytest.fixture
def two_admins(desk, settings):
    """Two administrators at work, and the services."""
    settings.admins = (ADMIN_ID, OTHER_ID)

    @asynccontextmanager
    async def meeting(**how):
        async with desk(**how) as (boss, services):
            yield boss, boss.beside(user_id=OTHER_ID), services

    return meeting


async def test_what_one_administrator_began_another_may_stop_where_they_are_told_of_it(two_admins, worker):
    async with two_admins() as (boss, deputy, services):
        await boss.says("/retrain")
        await worker.told.wait()
        await until(lambda: boss.shown)
        (refusal,) = sent(await deputy.says("/retrain"))
        assert refusal.text == (
            "Ya hay otra operación en marcha. Espera a que termine, o párala.\n⏳ Entrenamiento: 40 %"
        )
        assert notices(await deputy.taps("✖️ Parar: Entrenamiento")) == ["Se está parando."]
        await services.admin.operations.settled()
        assert worker.stopped
        assert "parado" in boss.shown[-1].text
        assert notices(await deputy.taps("✖️ Parar: Entrenamiento")) == ["Ya no está en marcha."]
        assert "Entrenamiento: 40 %" in refusal.text
        assert [entry for entry in await deeds(services) if entry[1] == "halt"] == [
            (OTHER_ID, "halt", "retrain, over"),
            (OTHER_ID, "halt", "retrain"),
        ]


async def test_what_the_clock_began_is_stopped_from_the_status_and_counts_as_stopped(
    two_admins, worker, settings
):
    async with two_admins() as (boss, deputy, _):
        await deputy.says("/help")
        job = asyncio.create_task(job_of(boss, settings, "retrain").run())
        await worker.told.wait()
        (page,) = sent(await boss.says("/status"))
        assert page.button_texts == ["✖️ Parar: Entrenamiento"]
        await boss.taps("✖️ Parar: Entrenamiento")
        assert await job == "stopped"
        for one in (boss, deputy):
            assert one.shown[-1].text.startswith("✖️ Entrenamiento: parado")
        await boss.taps("✖️ Parar: Entrenamiento")
        assert page.text.startswith("🩺 Estado"), "the page is gone"
        (later,) = sent(await boss.says("/status"))
        assert later.button_texts == []


async def test_a_job_by_the_clock_that_ends_with_the_bot_is_not_done(desk, worker, settings):
    async with desk() as (boss, services):
        job = asyncio.create_task(job_of(boss, settings, "retrain").run())
        await worker.told.wait()
        await services.admin.operations.close()
        with pytest.raises(asyncio.CancelledError):
            await job


async def test_the_button_of_a_training_that_ended_with_the_bot_puts_its_message_right(desk, worker):
    async with desk() as (boss, _):
        await boss.says("/status")
        stale = encode(Press(TOPIC, "stop", "00c0ffee"))
        events = await boss.taps_payload(stale)
        assert notices(events) == ["Ya no está en marcha."]
        assert [one.text for one in edited(events)] == ["⏹ Ya no está en marcha."]


async def test_a_training_that_the_bot_could_not_tell_the_end_of_is_put_right_by_the_next_start_once(
    desk, worker, restarted, settings
):
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await worker.told.wait()
        await until(lambda: list(settings.operations_dir.glob("*.json")))
        await services.admin.operations.close(0)  # as a kill: nobody is told
        (message,) = [one for one in boss.shown if "Entrenamiento" in one.text]
        assert message.text.startswith("⏳")
    versions = len(message.versions)
    for _ in range(2):
        async with restarted(boss) as (services, application):
            put_right(application.context_types.context(application))
            await services.admin.operations.settled()
        assert message.text == "⏹ Entrenamiento: el bot se paró antes de poder decir en qué quedó."
        assert message.button_texts == []
        assert list(settings.operations_dir.iterdir()) == []
    assert len(message.versions) == versions + 1


async def test_a_start_that_telegrams_absence_keeps_from_putting_a_message_right_leaves_it_to_the_next(
    desk, worker, restarted, settings
):
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await worker.told.wait()
        await until(lambda: list(settings.operations_dir.glob("*.json")))
        await services.admin.operations.close(0)
        (message,) = [one for one in boss.shown if "Entrenamiento" in one.text]
    faults = Faults(Fault(bad_gateway(), "editMessageText"))
    for away in (faults, None):
        async with restarted(boss, away) as (services, application):
            put_right(application.context_types.context(application))
            await (until(lambda: faults.met) if away else services.admin.operations.settled())
            await services.admin.operations.close(0)
        assert message.text.startswith("⏳" if away else "⏹ Entrenamiento")
    assert list(settings.operations_dir.iterdir()) == []


async def test_what_is_kept_of_an_operations_message_is_gone_when_its_end_is_shown(desk, worker, settings):
    worker.failure = StepError(["NotEnoughDataError", "ForecastingError"], "none", {})
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await until(lambda: list(settings.operations_dir.glob("*.json")))
        worker.go_on.set()
        await services.admin.operations.settled()
        assert list(settings.operations_dir.iterdir()) == []


async def test_what_a_full_disk_left_of_an_operations_message_is_dropped(desk, settings):
    settings.operations_dir.mkdir()
    for number, left in enumerate(("", "{}", "[1]", '{"chat_id": 1}')):
        (settings.operations_dir / f"{number}.json").write_text(left)
    async with desk() as (boss, services):
        put_right(boss.application.context_types.context(boss.application))
        await services.admin.operations.settled()
        assert boss.shown == []
        assert list(settings.operations_dir.iterdir()) == []


async def test_a_training_that_fails_says_so(desk, worker):
    worker.failure = StepError(["NotEnoughDataError", "ForecastingError"], "none", {})
    worker.go_on.set()
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await services.admin.operations.settled()
        assert "⏳" not in boss.shown[-1].text
        assert (ADMIN_ID, "retrain", "failed: NotEnoughDataError") in await deeds(services)


async def test_a_damaged_model_is_not_let_serve_and_a_damaged_pointer_is_mended_by_a_button(desk, settings):
    folder = ModelFolder(settings.models_dir)
    old, new = folder.current(), publish(settings.models_dir)
    folder.promote(old)
    (folder.path / new / "table.npy").write_bytes(b"damage")
    async with desk() as (boss, _):
        (listed,) = sent(await boss.says("/models"))
        assert f"{new}: dañada" in listed.text
        assert f"{old}: dañada" not in listed.text
        (refused,) = sent(await boss.taps(f"▶️ {new}"))
        assert "está dañada" in refused.text
        assert folder.current() == old
        newer = publish(settings.models_dir)
        (folder.path / "current").write_bytes(b"\xff")
        await boss.says("/models")
        await boss.taps("⏪ Volver a la anterior")
        assert folder.current() == newer


@pytest.mark.parametrize("button", ["▶️ 20250301T060000Z", "⏪ Volver a la anterior"])
@pytest.mark.parametrize(
    ("failure", "words", "kind"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No queda sitio", "DiskFullError"),
        (
            PermissionError(errno.EPERM, "x", "models/.new-pointer"),
            "models/.new-pointer",
            "UnusableFileError",
        ),
    ],
)
async def test_a_forecast_that_cannot_be_let_serve_for_the_disk_is_told_by_name(  # noqa: PLR0913, PLR0917
    desk, settings, monkeypatch, button, failure, words, kind
):
    new = publish(settings.models_dir)

    def fails(*_):
        raise failure

    async with desk() as (boss, services):
        await boss.says("/models")
        monkeypatch.setattr("forecasting.publishing._write_through", fails)
        (told,) = sent(await boss.taps(button))
        assert words in told.text
        assert services.forecasts.manifest.version == ModelFolder(settings.models_dir).current() == new
        (_, _, detail), *_ = await deeds(services)
        assert detail == f"20250301T060000Z, failed: {kind}"
        assert (await services.admin.errors.page("es")).text == "Ningún error inesperado."


async def test_models_are_let_serve_and_rolled_back_by_buttons(desk, settings):
    old = ModelFolder(settings.models_dir).current()
    new = publish(settings.models_dir, demo=False)
    async with desk() as (boss, services):
        await boss.says("/models")
        assert services.forecasts.manifest.version == new
        assert notices(await boss.taps("⏪ Volver a la anterior")) == [f"{old} está en servicio."]
        assert services.forecasts.manifest.version == old
        await boss.taps(f"▶️ {new}")
        assert services.forecasts.manifest.version == new
        assert [deed for _, deed, _ in await deeds(services)] == ["promote", "rollback", "models"]
        assert (
            len(alerts(await boss.taps_payload(encode(Press("admin", "promote", "20200101T000000Z"))))) == 1
        )


async def test_the_button_that_goes_back_goes_back_once_however_often_it_is_tapped(desk, settings):
    folder = ModelFolder(settings.models_dir)
    middle, newest = publish(settings.models_dir), publish(settings.models_dir)
    async with desk() as (boss, _):
        (listed,) = sent(await boss.says("/models"))
        (back,) = [one.data for row in listed.content.keyboard for one in row if one.text.startswith("⏪")]
        assert notices(await boss.taps_payload(back, listed)) == [f"{middle} está en servicio."]
        assert notices(await boss.taps_payload(back, listed)) == [f"{middle} ya estaba en servicio."]
        assert folder.current() == middle
        folder.promote(newest)
        newer = publish(settings.models_dir)
        stale = await boss.taps_payload(back, listed)
        assert notices(stale) == ["La lista había cambiado: mira qué hay en servicio."]
        assert f"▶️ {newer}" in listed.text
        assert folder.current() == newer
        assert notices(await boss.taps_payload(encode(Press(TOPIC, "rollback")), listed)) == notices(stale)
        assert folder.current() == newer


async def test_a_damaged_pointer_is_mended_once_however_often_the_button_is_tapped(desk, settings):
    folder = ModelFolder(settings.models_dir)
    newest = publish(settings.models_dir)
    (folder.path / "current").write_bytes(b"\xff")
    async with desk() as (boss, _):
        (listed,) = sent(await boss.says("/models"))
        (back,) = [one.data for row in listed.content.keyboard for one in row if one.text.startswith("⏪")]
        for _ in range(2):
            await boss.taps_payload(back, listed)
            assert folder.current() == newest


async def test_forecasts_are_read_beside_the_event_loop(desk, settings, monkeypatch):
    new = publish(settings.models_dir)
    verify, readers = ModelFolder.verify, []

    def watched(folder, version):
        readers.append(threading.current_thread())
        verify(folder, version)

    async with desk() as (boss, _):
        monkeypatch.setattr(ModelFolder, "verify", watched)
        for deed in (boss.says("/models"), boss.taps("⏪ Volver a la anterior"), boss.taps(f"▶️ {new}")):
            readers.clear()
            await deed
            assert readers
            assert threading.current_thread() not in readers


async def test_a_backtest_is_a_picture(desk, worker):
    worker.result, worker.png = {"wape": {"ladder": 0.1, "last-week": 0.2}, "demo": True}, picture(3)
    worker.go_on.set()
    async with desk() as (boss, services):
        await boss.says("/backtest")
        await services.admin.operations.settled()
        assert boss.shown[-1].photo == picture(3)
        assert "ladder: 0,1" in boss.shown[-1].text


async def test_a_file_of_tickets_is_ingested_and_deleted(desk, worker, settings):
    worker.result = {"read": 1200, "kept": 1100, "digests": [], "known": [], "remarks": ()}
    async with desk() as (boss, services):
        await boss.uploads(b"a;b\n1;2\n", "../../tiques.csv")
        await worker.told.wait()
        (job,) = worker.jobs
        file = Path(job["file"])
        assert (file.name, await asyncio.to_thread(file.read_bytes)) == ("tiques.csv", b"a;b\n1;2\n")
        assert file.is_relative_to(settings.data_dir)
        worker.go_on.set()
        await services.admin.operations.settled()
        assert not file.parent.exists()
        assert "tiques.csv: 1.100 tiques de 1.200 filas" in boss.shown[-1].text
        assert await deeds(services) == [
            (ADMIN_ID, "ingest", "tiques.csv, done"),
            (ADMIN_ID, "upload", "tiques.csv"),
        ]


async def test_a_file_that_is_no_ticket_file_is_refused_by_the_real_process(desk, settings):
    async with desk() as (boss, services):
        await boss.uploads(b"nothing;of;the;kind\n1;2;3;4\n", "foto.csv")
        await services.admin.operations.settled()
        assert "⏳" not in boss.shown[-1].text
        assert "foto.csv" in boss.shown[-1].text
        assert str(settings.data_dir) not in boss.shown[-1].text
        assert (ADMIN_ID, "ingest", "foto.csv, failed: NotATicketFileError") in await deeds(services)
        assert list(settings.data_dir.glob("upload-*")) == []


async def test_tickets_that_were_read_before_are_told_with_the_name_that_they_had(desk):
    table = "".join(line + "\n" for line in (HEADER, *day_of_rows("2025-01-15"))).encode()
    other = "".join(line + "\n" for line in (HEADER, *day_of_rows("2025-01-16"))).encode()
    async with desk() as (boss, services):
        told = []
        for content, name in (
            (table, "t.csv"),
            (zipped([("x.csv", table)]), "t.zip"),
            (zipped([("x.csv", table), ("y.csv", other)]), "both.zip"),
        ):
            await boss.uploads(content, name)
            await services.admin.operations.settled()
            told.append(boss.shown[-1].text.splitlines())
        before = "Ya leído antes, no se vuelve a contar: t.csv."
        assert before not in told[0]
        assert told[1] == ["🎟 t.zip: nada nuevo.", before]
        assert told[2][0].startswith("🎟 both.zip: ")
        assert told[2][1] == before


def a_broken_zip():
    return b"PK\x03\x04broken"


def a_bomb():
    return zipped([("x.csv", bytes(70 * 2**20))])


def rars():
    return zipped([("Enero.rar", b"Rar!")])


def another_table():
    return b"a;b\n1;2\n"


@pytest.mark.parametrize(
    ("content", "language", "words"),
    [
        (a_broken_zip, "es", "t.zip no se desempaqueta: está roto."),
        (
            a_bomb,
            "es",
            "t.zip no se desempaqueta: ocuparía desempaquetado mucho más de lo que suele. 71 kB → 73 MB",
        ),
        (
            a_bomb,
            "en",
            "t.zip is not unpacked: it would unpack to far more than such files do. 71 kB → 73 MB",
        ),
        (rars, "es", "manda sus CSV al bot"),
        (rars, "en", "send its CSV files to the bot"),
        (another_table, "en", "tipo_zona."),
    ],
)
async def test_what_is_wrong_with_a_file_is_said_in_the_words_of_who_sent_it(desk, content, language, words):
    async with desk(language_code=language) as (boss, services):
        data = content()
        await boss.uploads(data, "t.zip" if data.startswith(b"PK") else "t.csv")
        await services.admin.operations.settled()
        assert words in boss.shown[-1].text


@pytest.mark.parametrize(("language", "words"), [("es", "⏳ Entrenamiento: 0 %"), ("en", "⏳ Training: 0%")])
async def test_what_has_only_just_begun_is_at_no_step(desk, monkeypatch, language, words):
    async def at_no_step(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(retraining, "run_step", at_no_step)
    async with desk(language_code=language) as (boss, _):
        await boss.says("/retrain")
        await until(lambda: boss.shown)
        assert boss.shown[-1].text == words


async def test_a_broadcast_is_shown_confirmed_and_sent_once_to_each(desk, monkeypatch):
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 0)
    async with desk() as (boss, services):
        others = [boss.beside(user_id=number) for number in (OTHER_ID, 1003)]
        for one in (boss, *others):
            await one.says("Goya 40")
        await others[1].blocks()
        (preview,) = sent(await boss.says("/broadcast Mañana  no hay SER"))
        assert preview.text.endswith("Mañana  no hay SER")
        assert preview.button_texts == ["📣 Enviar a 2", "🗑 Descartar"]
        await boss.taps("📣 Enviar a 2")
        await services.admin.operations.settled()
        assert [one.text for one in others[0].shown].count("Mañana  no hay SER") == 1
        assert "Mañana  no hay SER" not in [one.text for one in others[1].shown]
        assert "2 de 2 recibidos" in boss.shown[-1].text or "2 de 2 recibidos" in boss.shown[-2].text
        again = await boss.taps_payload(encode(Press("admin", "send", "1")))
        assert alerts(again) == ["Ese mensaje ya se envió o se descartó."]


async def test_a_draft_can_be_dropped_and_an_empty_one_is_none(desk):
    async with desk() as (boss, services):
        (how,) = sent(await boss.says("/broadcast"))
        assert "/broadcast Mañana" in how.text
        await boss.says("/broadcast hola")
        await boss.taps("🗑 Descartar")
        assert await services.admin.broadcasts.kept.sending() == []


async def test_a_broadcast_that_a_stop_cut_short_goes_on_and_reaches_nobody_twice(
    opened, transport, monkeypatch
):
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 60)
    async with opened() as services, talking(services, transport=transport, user_id=ADMIN_ID) as boss:
        eve = boss.beside(user_id=OTHER_ID)
        for one in (boss, eve):
            await one.says("Goya 40")
        await boss.says("/broadcast <hola>")
        await boss.taps("📣 Enviar a 2")
        await until(lambda: "<hola>" in [one.text for one in boss.shown])
        assert "<hola>" not in [one.text for one in eve.shown]
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 0)
    async with (
        opened() as services,
        connected_application(services, boss.api, transport) as application,
    ):
        await tick(application)
        await services.admin.operations.settled()
        assert Talker(application, eve.person).shown[-1].text == "<hola>"
        assert [one.text for one in boss.shown].count("<hola>") == 1
        assert await services.admin.broadcasts.kept.sending() == []


@pytest.fixture
def half_sent(opened, transport, monkeypatch):
    """A message to two chats that a stop cut short after the first: its author, the other, the services, and what waits."""

    @asynccontextmanager
    async def sending():
        monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 60)
        async with opened() as services, talking(services, transport=transport, user_id=ADMIN_ID) as boss:
            eve = boss.beside(user_id=OTHER_ID)
            for one in (boss, eve):
                await one.says("Goya 40")
            await boss.says("/broadcast hola")
            await boss.taps("📣 Enviar a 2")
            await until(lambda: any("50 %" in one.text for one in boss.shown))
            yield boss, eve, services
        monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 0)

    return sending


@pytest.fixture
def restarted(opened, transport):
    """The bot started again: its services and its application."""

    @asynccontextmanager
    async def starting(talker, faults=None):
        async with (
            opened() as services,
            connected_application(services, talker.api, transport, faults) as application,
        ):
            yield services, application

    return starting


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch):
    """Messages change without a pause between."""
    monkeypatch.setattr("bot.handlers.operations.EDIT_SECONDS", 0.05)


async def test_a_broadcast_that_the_bots_stop_cuts_short_says_that_it_goes_on(half_sent):
    async with half_sent() as (boss, _, services):
        await services.admin.operations.close()
        (told,) = [one.text for one in boss.shown if "Mensaje a todos" in one.text]
        assert told == (
            "⏸ Mensaje a todos: el bot se para.\nLo que falta se enviará cuando el bot vuelva a arrancar."
        )
        assert await services.admin.broadcasts.kept.sending()


async def test_a_broadcast_that_a_kill_cut_short_goes_on_at_the_next_start_in_the_same_message(
    half_sent, restarted
):
    async with half_sent() as (boss, eve, services):
        await services.admin.operations.close(0)  # as a kill: nobody is told
    told = len(boss.shown)
    (message,) = [one for one in boss.shown if "⏳" in one.text]
    async with restarted(boss) as (services, application):
        put_right(application.context_types.context(application))
        await services.admin.operations.settled()
        assert eve.shown[-1].text == "hola"
        assert "2 de 2 recibidos" in message.text
        assert len(boss.shown) == told
    async with restarted(boss) as (services, application):
        put_right(application.context_types.context(application))
        await services.admin.operations.settled()
        assert "2 de 2 recibidos" in message.text


async def test_a_broadcasts_message_that_a_start_cannot_change_is_left_to_the_next(half_sent, restarted):
    async with half_sent() as (boss, eve, services):
        await services.admin.operations.close(0)
    (message,) = [one for one in boss.shown if "⏳" in one.text]
    faults = Faults(Fault(bad_gateway(), "editMessageText"))
    for away in (faults, None):
        async with restarted(boss, away) as (services, application):
            put_right(application.context_types.context(application))
            if away:  # what a stop meets on its way is not sent again, as it may have arrived
                await until(lambda: faults.met and "hola" in [one.text for one in eve.shown])
            else:
                await services.admin.operations.settled()
            await services.admin.operations.close(0)
        assert ("⏳" in message.text) == (away is not None)
    assert [one.text for one in eve.shown].count("hola") == 1


async def test_where_another_one_sees_how_a_broadcast_goes_on_its_former_message_says_that_it_does(
    half_sent, restarted, settings
):
    async with half_sent() as (boss, eve, services):
        await services.admin.operations.close(0)
    (message,) = [one for one in boss.shown if "⏳" in one.text]
    settings.admins = (OTHER_ID,)
    async with restarted(boss) as (services, application):
        put_right(application.context_types.context(application))
        await services.admin.operations.settled()
        assert (
            message.text == "⏹ Mensaje a todos: el bot se paró. Lo que falte se enviará solo: no lo repitas."
        )
        assert "2 de 2 recibidos" in eve.shown[-2].text or "2 de 2 recibidos" in eve.shown[-1].text


async def test_a_broadcast_that_is_stopped_by_hand_says_how_many_it_reached_and_stays_so(half_sent):
    async with half_sent() as (boss, eve, services):
        for _ in range(2):
            await boss.taps("✖️ Parar")
        await services.admin.operations.settled()
        (report,) = [one.text for one in boss.shown if "parado" in one.text]
        assert report.startswith("✖️ Mensaje a todos, parado: 1 de 2 recibidos")
        assert report.endswith("1 sin enviar.")
        await tick(boss.application)
        await services.admin.operations.settled()
        assert "hola" not in [one.text for one in eve.shown]
        assert await services.admin.broadcasts.kept.sending() == []


async def test_what_a_former_administrator_sent_goes_on_before_the_eyes_of_the_first_one(
    half_sent, restarted, settings, monkeypatch
):
    async with half_sent() as (boss, eve, _):
        pass
    settings.admins = (OTHER_ID, 1003)
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 60)
    told = len(boss.shown)
    async with restarted(boss) as (services, application):
        deputy = Talker(application, eve.person)
        await tick(application)
        await until(lambda: any("⏳" in one.text for one in deputy.shown))
        (page,) = [one for one in deputy.shown if "⏳" in one.text]
        assert page.text.endswith(f"Lo empezó {ADMIN_ID}, que ya no administra el bot.")
        assert notices(await deputy.taps("✖️ Parar")) == ["Se está parando."]
        await services.admin.operations.settled()
        assert "parado" in page.text
        assert len(boss.shown) == told


async def test_where_nobody_could_stop_it_a_broadcast_does_not_go_on(half_sent, restarted, settings):
    async with half_sent() as (boss, eve, _):
        pass
    settings.admins = ()
    async with restarted(boss) as (services, application):
        await tick(application)
        await services.admin.operations.settled()
        assert "hola" not in [one.text for one in eve.shown]
    settings.admins = (ADMIN_ID,)
    async with restarted(boss) as (services, application):
        await tick(application)
        await services.admin.operations.settled()
        assert eve.shown[-1].text == "hola"


async def test_while_nothing_can_be_kept_a_broadcast_says_so_once_and_goes_on_when_it_can(
    half_sent, restarted, monkeypatch
):
    monkeypatch.setattr("bot.handlers.broadcasting.NOT_KEPT_SECONDS", 0.05)
    async with half_sent() as (boss, eve, _):
        pass
    async with restarted(boss) as (services, application):
        before = len(boss.shown)
        with nothing_kept(services):
            for _ in range(5):
                await tick(application)
                await until(lambda: any("💾" in one.text for one in boss.shown))
                await asyncio.sleep(0.1)
            assert [one.text for one in boss.shown[before:]] == [
                "⏳ Mensaje a todos: 💾 ahora no se puede guardar; sigue en cuanto se pueda. 50 %"
            ]
        await services.admin.operations.settled()
        assert [one.text for one in eve.shown].count("hola") == 1
        assert len(boss.shown) == before + 1
        assert "2 de 2 recibidos" in boss.shown[-1].text


@contextmanager
def nothing_kept(services):
    """Let the database be read only."""
    writer = services.admin.broadcasts.kept._sessions.writer.sync_engine
    ails = True

    def let(
        connection, *_
    ):  # stays: a listener that goes while another thread is told of an event breaks that
        connection.execute(f"PRAGMA query_only = {'ON' if ails else 'OFF'}")

    event.listen(writer, "checkout", let)
    try:
        yield
    finally:
        ails = False


@pytest.mark.parametrize(
    ("command", "words"),
    [("/status", "Disco"), ("/models", "20250301T060000Z"), ("/errors", "Ningún error inesperado")],
)
async def test_while_nothing_can_be_kept_administrators_see_their_pages(desk, log, command, words):
    async with desk() as (boss, services):
        await boss.says("/help")
        with nothing_kept(services):
            (page,) = sent(await boss.says(command))
        assert words in page.text
        (line,) = log.records
        assert f"'{command[1:]}' could not be kept: attempt to write a readonly database" in line.getMessage()
        assert line.exc_info is None


async def test_while_nothing_can_be_kept_what_was_counted_waits_and_the_page_is_shown(desk):
    async with desk() as (boss, services):
        await boss.says("Goya 40")
        await boss.says("/stats")
        payload = encode(Press("admin", "usage"))
        with nothing_kept(services):
            await boss.taps_payload(payload)
            assert "Respuestas: 0." in boss.shown[-1].text
        await boss.taps_payload(payload)
        assert "Respuestas: 1." in boss.shown[-1].text


async def test_while_nothing_can_be_kept_a_training_runs_and_says_what_it_came_to(desk, worker):
    worker.failure = StepError(["DiskFullError"], "full", {})
    worker.go_on.set()
    async with desk() as (boss, services):
        await boss.says("/help")
        with nothing_kept(services):
            await boss.says("/retrain")
            await services.admin.operations.settled()
        assert "No queda sitio" in boss.shown[-1].text


async def test_a_database_that_fails_is_one_line_in_the_log_at_each_tick_and_each_question(desk, log):
    async with desk() as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        await eve.says("/help")
        with nothing_kept(services):
            await tick(boss.application)
            await eve.says("guarda Goya 40 como casa")
        assert [one.levelname for one in log.records] == ["ERROR", "ERROR"]
        assert log.text.count("the database fails: attempt to write a readonly database, at") == 2
        by_tick, by_question = (one.getMessage() for one in log.records)
        assert "DELETE FROM parked_cars" in by_tick
        assert "INSERT INTO chats" in by_question
        assert "Traceback" not in log.text


async def test_a_file_of_tickets_that_finds_no_room_is_refused_by_name(desk, settings, monkeypatch):
    async def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("telegram.File.download_to_drive", full)
    async with desk() as (boss, _):
        (told,) = sent(await boss.uploads(b"a;b\n1;2\n", "tiques.csv"))
        assert "No queda sitio" in told.text
        assert list(settings.data_dir.glob("upload-*")) == []


async def test_a_broadcast_that_fails_as_nobody_expected_says_so_once(half_sent, restarted, monkeypatch):
    async def fails(*_):
        raise RuntimeError("broken")

    async with half_sent() as (boss, _, _):
        pass
    monkeypatch.setattr("bot.handlers.broadcasting._deliver", fails)
    async with restarted(boss) as (services, application):
        for _ in range(3):
            await tick(application)
            await services.admin.operations.settled()
        (told,) = [one.text for one in boss.shown if "Algo ha fallado" in one.text]
        assert told.endswith("Lo que falta se enviará cuando el bot vuelva a arrancar.")


async def test_who_blocked_the_bot_is_told_nothing_more_and_telegrams_pauses_are_kept(desk, monkeypatch):
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 0)
    faults = Faults()
    async with desk(faults=faults) as (boss, services):
        eve, luis = boss.beside(user_id=OTHER_ID), boss.beside(user_id=1003)
        for one in (boss, eve, luis):
            await one.says("Goya 40")
        await boss.says("/broadcast hola")
        faults.add(Fault(refused(403, "Forbidden: bot was blocked by the user"), "sendMessage", OTHER_ID))
        faults.add(Fault(flooded(retry_after=1), "sendMessage", 1003, times=1))
        await boss.taps("📣 Enviar a 3")
        await services.admin.operations.settled()
        assert luis.shown[-1].text == "hola"
        assert not (await services.chats.load(OTHER_ID, "es")).active
        assert any("1 bloquearon" in one.text for one in boss.shown)


async def test_one_chat_that_telegram_says_to_wait_for_keeps_nobody_else_waiting(desk, monkeypatch):
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 0)
    faults = Faults()
    async with desk(faults=faults) as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        for one in (boss, eve):
            await one.says("Goya 40")
        await boss.says("/broadcast hola")
        faults.add(Fault(flooded(retry_after=3600), "sendMessage", OTHER_ID, times=1))
        await boss.taps("📣 Enviar a 2")
        await until(lambda: faults.met)
        async with asyncio.timeout(PATIENCE):
            (answer,) = sent(await boss.says("Goya 40"))
        assert "Goya" in answer.text
        await services.admin.operations.close()


async def test_a_broadcast_waits_for_telegram_however_long_it_is_away(desk, monkeypatch):
    monkeypatch.setattr("bot.handlers.broadcasting.PAUSE_SECONDS", 0)
    monkeypatch.setattr("bot.handlers.broadcasting.RETRY_SECONDS", 0)
    monkeypatch.setattr("bot.handlers.operations.RETRY_SECONDS", 0)
    faults = Faults()
    async with desk(faults=faults) as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        for one in (boss, eve):
            await one.says("Goya 40")
        await boss.says("/broadcast hola")
        faults.add(Fault(bad_gateway(), "sendMessage", OTHER_ID, times=50))
        await boss.taps("📣 Enviar a 2")
        await services.admin.operations.settled()
        assert [one.text for one in eve.shown].count("hola") == 1
        assert any("2 de 2 recibidos" in one.text for one in boss.shown)


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_the_end_of_an_operation_is_shown_when_telegram_is_back(desk, worker, monkeypatch, method):
    monkeypatch.setattr("bot.handlers.operations.RETRY_SECONDS", 0)
    faults = Faults()
    async with desk(faults=faults) as (boss, services):
        faults.add(Fault(bad_gateway(), method, times=5))
        await boss.says("/retrain")
        worker.failure = BusyPortalError("none", 503)
        worker.go_on.set()
        await services.admin.operations.settled()
        assert len(faults.met) == 5
        assert "⏳" not in boss.shown[-1].text


async def test_usage_is_counted_without_whose_and_shown_to_administrators(desk):
    async with desk() as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        for who in (boss, eve):
            await who.says("Goya 40")
        (public,) = sent(await eve.says("/stats"))
        assert public.button_texts == []
        await boss.says("/stats")
        events = await boss.taps("📊 Uso")
        (page,) = edited(events) or sent(events)
        assert "Respuestas: 2." in page.text
        assert page.photo
        (counted,) = {
            (one.neighbourhood, one.answers)
            for one in await services.admin.usage.kept.since(datetime(2000, 1, 1, tzinfo=UTC))
        }
        assert counted[1] == 2


async def test_an_unexpected_error_is_told_to_administrators_once_a_minute_without_secrets(
    desk, clock, monkeypatch
):
    async def fails(*_):
        raise RuntimeError("at 40.43783, -3.69941 <b>")

    async with desk() as (boss, services):
        eve = boss.beside(user_id=OTHER_ID)
        await boss.says("/help")
        monkeypatch.setattr(type(services.records), "page", fails)
        before = len(boss.shown)
        for _ in range(2):
            await eve.says("/stats")
        told = boss.shown[before:]
        assert [one.text.splitlines()[0] for one in told] == ["🐞 RuntimeError (van 1)"]
        assert "40.43783" not in told[0].text
        clock.passes(minutes=2)
        await eve.says("/stats")
        assert boss.shown[-1].text.startswith("🐞 RuntimeError (van 3)")
        (page,) = sent(await boss.says("/errors"))
        assert "×3 · RuntimeError" in page.text


async def test_without_errors_there_are_none(desk):
    async with desk() as (boss, _):
        (page,) = sent(await boss.says("/errors"))
        assert page.text == "Ningún error inesperado."


def job_of(boss, settings, name):
    return next(one for one in scheduled_jobs(boss.application, settings) if one.name == name)


async def test_a_training_by_the_clock_waits_for_its_turn_and_tells_administrators(desk, worker, settings):
    worker.result = answers(ModelFolder(settings.models_dir).manifest("20250301T060000Z").to_json())
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await worker.told.wait()
        task = asyncio.create_task(job_of(boss, settings, "retrain").run())
        await asyncio.sleep(0.05)
        assert len(worker.jobs) == 1
        worker.go_on.set()
        await task
        await services.admin.operations.settled()
        assert len(worker.jobs) == 2
        assert [one.text.startswith("✅ Previsión nueva") for one in boss.shown] == [True, True]


async def test_administrators_are_told_when_a_training_by_the_clock_fails(desk, worker, settings):
    worker.failure = StepCrashedError(-9)
    worker.go_on.set()
    async with desk() as (boss, _):
        await boss.says("/help")
        job = job_of(boss, settings, "retrain")
        await run_job(job, Observer(), failed=partial(tell_of_failure, boss.application))
        (_, told) = boss.shown
    assert told.text.startswith("❌ Entrenamiento, a su hora: ")
    assert "memoria" in told.text


@pytest.fixture
def bug():
    """A fault of the program that the worker met."""
    traceback = "its own traceback\nRuntimeError: a bug at 40.43783,-3.69941\n"
    return StepFaultError(["RuntimeError"], "a bug at 40.43783,-3.69941", ["models.py:7"], traceback)


async def test_a_fault_of_the_program_in_a_training_is_told_and_written_down_as_any_other(
    desk, worker, log, bug
):
    worker.failure = bug
    worker.go_on.set()
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await services.admin.operations.settled()
        shown = [one.text for one in boss.shown]
        (listed,) = sent(await boss.says("/errors"))
    assert any(text.startswith("Ha sido un fallo del programa, no de memoria.") for text in shown)
    (told,) = (text for text in shown if text.startswith("🐞 RuntimeError "))
    assert "its own traceback" in told
    assert "40.43" not in told
    assert "RuntimeError: a bug at <figure>" in listed.text
    (record,) = (record for record in log.records if record.exc_info)
    assert (record.levelname, record.exc_info[1]) == ("ERROR", bug)


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        (StepCrashedError(-9), "a process of ours ended without a word: status -9"),
        (StepError(["TrainingFailedError"], "a process died", {}), "ended without a word: a process died"),
    ],
)
async def test_a_training_that_dies_is_an_error_in_the_log(desk, worker, log, failure, line):
    worker.failure = failure
    worker.go_on.set()
    async with desk() as (boss, services):
        await boss.says("/retrain")
        await services.admin.operations.settled()
        assert len(boss.shown) == 1
    assert [record.levelname for record in log.records if line in record.getMessage()] == ["ERROR"]


@pytest.mark.parametrize("begun", ["by hand", "by the clock"])
async def test_a_fault_in_a_part_of_a_synchronisation_is_told_and_written_down(  # noqa: PLR0913, PLR0917
    desk, settings, monkeypatch, log, bug, begun
):
    async def synchronised(_service, _tell):
        return SyncReport((Outcome("tickets", "failed", step="ingesting", error=bug),))

    for module in ("bot.handlers.scheduled", "bot.services.admin.syncing"):
        monkeypatch.setattr(f"{module}.synchronise", synchronised)
    async with desk() as (boss, services):
        if begun == "by hand":
            await boss.says("/sync")
            await services.admin.operations.settled()
        else:
            await boss.says("/help")
            assert await job_of(boss, settings, "sync").run() == "failed"
        shown = [one.text for one in boss.shown]
    assert [text.startswith("🐞 RuntimeError ") for text in shown].count(True) == 1
    assert any("Ha sido un fallo del programa" in text for text in shown)
    assert [record.exc_info[1] for record in log.records if record.exc_info] == [bug]


async def test_what_telegram_refuses_is_told_apart_by_why(desk):
    faults = Faults()
    async with desk(faults=faults) as (boss, _):
        await boss.says("/help")
        eve = boss.beside(user_id=OTHER_ID)
        for why in ("no end tag at byte 12", "message is too long", "no end tag at byte 345"):
            faults.add(Fault(refused(400, f"Bad Request: {why}"), "sendMessage", OTHER_ID, times=1))
            await eve.says("/help")
        (page,) = sent(await boss.says("/errors"))
    assert page.text.count("· BadRequest:") == 2
    assert "×2 · BadRequest: telegram.error.BadRequest: No end tag at byte 345" in page.text


async def test_a_job_that_another_process_is_doing_already_is_no_failure(desk, worker, settings, monkeypatch):
    async def synchronised(_service, _tell):
        raise SyncUnderWayError

    monkeypatch.setattr("bot.handlers.scheduled.synchronise", synchronised)
    worker.failure = StepError(["TrainingUnderWayError"], "", {})
    worker.go_on.set()
    async with desk() as (boss, _):
        await boss.says("/help")
        for name in ("sync", "retrain"):
            assert await job_of(boss, settings, name).run() == "stopped"
        assert len(boss.shown) == 1


async def test_an_error_of_a_job_that_nobody_knows_is_told_once_with_its_traceback(desk):
    async with desk() as (boss, _):
        await boss.says("/help")
        await tell_of_failure(boss.application, "backup", RuntimeError("a bug"))
        (_, told) = boss.shown
    assert "a bug" in told.text
    assert "RuntimeError" in told.text


@pytest.mark.parametrize(
    ("state", "messages", "outcome"), [("unchanged", 0, "done"), ("failed", 1, "failed")]
)
async def test_a_synchronisation_by_the_clock_tells_of_what_is_new_or_failed(  # noqa: PLR0913, PLR0917
    desk, settings, monkeypatch, caplog, state, messages, outcome
):
    error = BusyPortalError("datos.madrid.es", 503) if state == "failed" else None

    async def synchronised(_service, _tell):
        return SyncReport((Outcome("tickets", state, step="asking", error=error),))

    monkeypatch.setattr("bot.handlers.scheduled.synchronise", synchronised)
    async with desk() as (boss, _):
        await boss.says("/help")
        before = len(boss.shown)
        assert await job_of(boss, settings, "sync").run() == outcome
        assert len(boss.shown) - before == messages
    assert ("not synchronised: tickets, while asking" in caplog.text) == (outcome == "failed")


async def test_pruning_by_the_clock_keeps_the_forecast_that_serves(desk, settings):
    serving = [publish(settings.models_dir) for _ in range(7)][-1]
    async with desk() as (boss, _):
        await job_of(boss, settings, "prune").run()
    folder = ModelFolder(settings.models_dir)
    assert folder.current() == serving
    assert len(folder.versions()) == 5
