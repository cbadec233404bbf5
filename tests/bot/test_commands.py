"""The command line: answers, sentences for what is refused, status 2, and nothing half-written."""

import errno
import json
import os
import select
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from bot.cli import COMMANDS, main
from forecasting.tickets.switching import writing
from tests.forecasting.tickets.rows import day_of_rows, write

WEDNESDAY = "2025-03-12T10:15"

CITY = """
zone = "Europe/Lisbon"

[[hours]]
name = "every day"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
windows = ["08:00-20:00"]
"""


@pytest.fixture
def run(data_dir):
    def run(*words, **more):
        return CliRunner().invoke(main, words, env={"SERMADRID_DATA_DIR": str(data_dir)}, **more)

    return run


@pytest.fixture
def ask(run):
    def ask(*words, **more):
        return run("ask", "--now", WEDNESDAY, *words, **more)

    return ask


def one_json(result):
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_a_question_is_answered_in_words(ask):
    result = ask("Calle de Ponzano 20 mañana a las 11")
    assert result.exit_code == 0
    assert "Calle de Ponzano, 20" in result.stdout
    assert "jueves 13 de marzo, 11:00" in result.stdout
    assert "<b>" not in result.stdout


def test_words_need_no_quotes(ask):
    assert "jueves 13 de marzo, 11:00" in ask("ponzano", "20", "mañana", "a", "las", "11").stdout


def test_the_answer_speaks_english_when_asked(ask):
    result = ask("--lang", "en", "Calle de Ponzano 20 tomorrow at 11")
    assert "Thursday 13 March, 11:00" in result.stdout
    assert "Demonstration data" in result.stdout


def test_json_has_everything_a_script_needs(ask):
    found = one_json(ask("--json", "Calle de Ponzano 20 mañana a las 11"))
    assert found["status"] == "ok"
    assert found["text"] == "Calle de Ponzano 20 mañana a las 11"
    assert found["now"] == "2025-03-12T10:15:00+01:00"
    assert found["query"] == {
        "place": "Calle de Ponzano 20",
        "at": "2025-03-13T11:00:00+01:00",
        "at_given": True,
    }
    assert found["place"]["label"] == "Calle de Ponzano, 20"
    assert found["place"]["precision"] == "house"
    assert found["neighbourhood"]["district"] == "Chamberí"
    assert {one["colour"] for one in found["forecasts"]} >= {"blue", "green"}
    for one in found["forecasts"]:
        assert one["spaces"] > 0
        assert 0 <= one["paid"]["low"] <= one["paid"]["mean"] <= one["paid"]["high"] <= 1
    assert found["availability"]["level"] in {"easy", "medium", "hard"}
    assert found["model"] == {"version": "20250301T060000Z", "trained_until": "2025-02-28", "demo": True}
    assert "Datos de demostración" in found["reply"]


def test_json_of_a_place_outside_names_the_nearest_neighbourhood(ask):
    found = one_json(ask("--json", "Las Rozas"))
    assert (found["status"], found["neighbourhood"], found["availability"]) == ("outside_zone", None, None)
    assert found["nearest"].keys() == {"code", "name", "metres"}


def test_json_outside_regulated_hours_has_no_availability(ask):
    found = one_json(ask("--json", "ponzano 20 el domingo a las 12"))
    assert (found["status"], found["availability"], found["forecasts"]) == ("not_regulated", None, [])


def test_json_of_an_ambiguous_place_has_its_candidates(ask):
    result = ask("--json", "imperial 5")
    found = one_json(result)
    assert (result.exit_code, found["status"], found["place"]) == (2, "place_ambiguous", None)
    assert 2 <= len(found["candidates"]) <= 4


def test_json_says_what_an_answer_counts_and_how_busy_it_is(ask):
    found = one_json(ask("--json", "Plaza de Castilla mañana a las 13"))
    assert found["rights"]["stays"]["blue"] == 240
    assert found["rights"]["counted"] == ["blue", "green"]
    assert found["pressure"].keys() == {"rank", "standing", "trend"}
    assert found["availability"]["assumed"] is False
    assert found["better"].keys() == {"places", "hour"}
    for place in found["better"]["places"]:
        assert place["minutes"] >= 1
        assert place["availability"]["chance"]["mean"] > found["availability"]["chance"]["mean"]


def test_an_explanation_is_json_with_forecast_unseen_reach_and_age(run):
    result = run("explain", "--now", WEDNESDAY, "Plaza de Castilla mañana a las 13")
    found = one_json(result)["explanation"]
    assert result.exit_code == 0
    assert found["paid"]["blue"]["quantiles"]["0.5"] == pytest.approx(0.40, abs=0.001)
    assert found["unseen"]["green"]["source"] == "offices"
    assert len(found["unseen"]["green"]["why"]) > 40
    assert found["reach"]["measured"] is True
    assert found["reach"]["searched"] <= sum(found["reach"]["spaces"].values())
    assert found["taken"]["low"] <= found["taken"]["mean"] <= found["taken"]["high"]
    assert found["trained_until"] == "2025-02-28"


@pytest.mark.parametrize(("text", "status"), [("ponzano 20 el domingo a las 12", 0), ("asdf qwer", 2)])
def test_what_has_no_availability_has_no_explanation(run, text, status):
    result = run("explain", "--now", WEDNESDAY, text)
    assert (result.exit_code, one_json(result)["explanation"]) == (status, None)


def test_a_line_in_is_a_json_line_out(ask):
    lines = ["ponzano 20", "", "asdf qwer", "x" * 10_000, "pasado mañana a las 9", "goya 40 ayer"]
    result = ask("--stdin", input="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["text"] for answer in answers] == lines
    assert [answer["status"] for answer in answers] == [
        "ok",
        "place_missing",
        "place_not_found",
        "place_not_found",
        "place_missing",
        "time_not_understood",
    ]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 10_000,
        "asdf qwer",
        "43.5, -20.2",
        "ponzano 20 el 1 de enero de 2199",
        "mañana a las 11",
        "alcala 900",
    ],
)
def test_a_question_without_an_answer_is_a_sentence_and_status_2(ask, text):
    result = ask(text)
    assert result.exit_code == 2
    assert len(result.stdout.strip()) > 20
    assert "Traceback" not in result.output


def test_a_resident_is_answered_for_their_own_green(ask):
    visitor, resident = (
        one_json(ask("--json", *more, "Calle de Ponzano 60 mañana a las 11"))
        for more in ((), ("--resident", "07-05", "--walk", "400"))
    )
    assert visitor["rights"]["stays"]["green"] == 120
    assert resident["rights"]["stays"]["green"] is None


def test_a_label_that_may_not_park_in_centro_is_told_so(ask):
    found = one_json(ask("--json", "--label", "B", "Puerta del Sol mañana a las 11"))
    assert found["availability"] is None
    assert found["rights"]["refused"]


def test_a_residents_permit_of_no_neighbourhood_is_refused(ask):
    result = ask("--resident", "99-99", "ponzano 20")
    assert result.exit_code == 2
    assert "99-99" in result.stderr


def test_bytes_that_are_no_text_are_answered_all_the_same(ask):
    result = ask("--stdin", input=b"ponzano 20\xff\xfe\nhola\n")
    assert len(result.stdout.splitlines()) == 2


def test_the_map_is_written_as_a_picture(ask, tmp_path):
    file = tmp_path / "map.png"
    assert ask("--map", str(file), "ponzano 20").exit_code == 0
    with Image.open(file) as picture:
        assert min(picture.size) >= 600


def test_a_map_that_cannot_be_written_is_refused_by_name(ask, tmp_path):
    result = ask("--map", str(tmp_path / "nowhere" / "map.png"), "ponzano 20")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


@pytest.mark.parametrize(
    "given", ["yesterday-ish", "1900-01-01T10:00", "2199-01-01T10:00", "9999-12-31T23:59"]
)
def test_a_time_that_is_no_time_is_refused(run, given):
    result = run("ask", "--now", given, "ponzano 20")
    assert result.exit_code == 2
    assert given in result.stderr


def test_telegram_without_a_token_says_how_to_get_one(run):
    result = run("run")
    assert result.exit_code == 2
    assert "@BotFather" in result.stderr
    assert "SERMADRID_TELEGRAM_TOKEN" in result.stderr


def test_a_damaged_forecast_is_a_sentence(run, data_dir, tmp_path):
    models = tmp_path / "models"
    models.mkdir()
    (models / "current").write_text("20250301T060000Z\n")
    result = CliRunner().invoke(main, ["ask", "ponzano 20"], env={"SERMADRID_DATA_DIR": str(tmp_path)})
    assert result.exit_code == 2
    assert "sermadrid train" in result.stderr


def test_wrong_files_are_refused_by_name_and_nothing_is_written(run, tmp_path):
    wrong, out = tmp_path / "calles.csv", tmp_path / "out"
    wrong.write_text("a;b\n1;2\n")
    result = run(
        "data", "build-resources", "--boundaries", str(wrong), "--spaces", str(wrong), "--out", str(out)
    )
    assert result.exit_code == 2
    assert "calles.csv" in result.stderr
    assert not out.exists()


def test_a_file_that_is_no_ticket_file_is_refused_by_name(run, tmp_path):
    wrong = tmp_path / "recipes.csv"
    wrong.write_text("a;b\n1;2\n")
    result = run("data", "ingest", str(wrong))
    assert result.exit_code == 2
    assert "recipes.csv" in result.stderr


@pytest.mark.parametrize(
    "order", [("nope.csv", "recipes.csv", "good.csv"), ("good.csv", "nope.csv", "recipes.csv")]
)
def test_a_file_that_is_refused_does_not_stop_the_rest(tmp_path, order):
    (tmp_path / "recipes.csv").write_text("a;b\n1;2\n")
    write(tmp_path / "good.csv", day_of_rows("2025-01-15"))
    files = [str(tmp_path / name) for name in order]
    result = CliRunner().invoke(
        main, ["data", "ingest", *files], env={"SERMADRID_DATA_DIR": str(tmp_path / "data")}
    )
    assert result.exit_code == 2
    assert "good.csv: 20 rows read, 20 kept" in result.stdout
    assert "nope.csv" in result.stderr
    assert "recipes.csv" in result.stderr


@pytest.fixture
def on_data(tmp_path):
    """Run commands on a data folder of their own."""
    return lambda *words: CliRunner().invoke(main, words, env={"SERMADRID_DATA_DIR": str(tmp_path / "data")})


def test_a_file_that_contains_another_says_that_it_takes_its_place(on_data, tmp_path):
    day = write(tmp_path / "day.csv", day_of_rows("2025-01-15"))
    days = write(tmp_path / "days.csv", day_of_rows("2025-01-15") + day_of_rows("2025-01-16"))
    result = on_data("data", "ingest", str(day), str(days))
    assert result.exit_code == 0
    assert "The tickets of day.csv are in days.csv too, which took its place." in result.stdout


@pytest.fixture
def two_files(tmp_path):
    """A folder with a day and a file that contains it."""
    folder = tmp_path / "f"
    folder.mkdir()
    write(folder / "a.csv", day_of_rows("2025-01-15"))
    write(folder / "b.csv", day_of_rows("2025-01-15") + day_of_rows("2025-01-16"))
    return folder


def test_ingesting_the_same_again_says_that_nothing_is_new(on_data, two_files):
    for words in ([two_files], [two_files], sorted(two_files.iterdir())):
        result = on_data("data", "ingest", *map(str, words))
        assert (result.exit_code, "Error" in result.stderr) == (0, False)
    assert f"Nothing new in {two_files / 'a.csv'}: its tickets are in b.csv already." in result.stdout
    assert "b.csv: read before" in result.stdout


def test_a_refused_file_of_a_folder_is_named_in_words_and_by_the_status(on_data, two_files):
    (two_files / "recipes.csv").write_text("a;b\n1;2\n")
    result = on_data("data", "ingest", str(two_files))
    assert result.exit_code == 2
    assert f"Error: {two_files / 'recipes.csv'} is no file of SER tickets" in result.stderr
    assert "b.csv: 40 rows read" in result.stdout


@pytest.mark.parametrize("words", [("forget", "a.csv"), ("ingest", "b.csv")])
def test_a_wait_for_another_ingestion_is_said(on_data, two_files, tmp_path, words):
    on_data("data", "ingest", str(two_files / "a.csv"))
    command = [sys.executable, "-m", "bot", "data", *words]
    environment = {
        **os.environ,
        "SERMADRID_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": ":".join(sys.path),
    }
    with writing(tmp_path / "data" / "tickets"):
        waits = subprocess.Popen(
            command,
            cwd=two_files,
            env=environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        assert select.select([waits.stderr], [], [], 240)[0]
        assert "another ingestion is under way" in waits.stderr.readline()
        assert waits.poll() is None
    waits.communicate(timeout=240)
    assert waits.returncode == 0


def test_an_ingested_file_can_be_forgotten_by_its_name(on_data, tmp_path):
    day = write(tmp_path / "day.csv", day_of_rows("2025-01-15"))
    on_data("data", "ingest", str(day))
    unknown = on_data("data", "forget", "dya.csv")
    assert unknown.exit_code == 2
    assert "day.csv" in unknown.stderr
    assert on_data("data", "forget", "day.csv").exit_code == 0
    assert "20 kept" in on_data("data", "ingest", str(day)).stdout


def test_a_full_disk_ends_an_ingestion_with_a_sentence_and_nothing_left_on_it(on_data, tmp_path, monkeypatch):
    day = write(tmp_path / "day.csv", day_of_rows("2025-01-15"))

    def write_bytes(path, content):
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_bytes)
        result = on_data("data", "ingest", str(day))
    assert result.exit_code == 2
    assert "no room left on the disk for the tickets of day.csv" in result.stderr
    assert list((tmp_path / "data" / "tickets").iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [
        ("--from", "9999-12-31", "--to", "9999-12-31"),
        ("--from", "1900-01-01", "--to", "1900-01-02"),
        ("--from", "2025-05-05", "--to", "2025-05-05", "--seed", "-1"),
    ],
)
def test_demonstration_tickets_of_no_day_or_seed_are_refused(run, tmp_path, options):
    result = run("data", "demo-tickets", *options, "--out", str(tmp_path / "t.csv"))
    assert result.exit_code == 2
    assert "Invalid value" in result.stderr
    assert not (tmp_path / "t.csv").exists()


def test_a_plot_beyond_the_calendar_is_refused(run, tmp_path):
    result = run("plot", "07-05", "--to", "9999-12-31", "--out", str(tmp_path / "p.png"))
    assert result.exit_code == 2
    assert "9999-12-31" in result.stderr


def test_demonstration_tickets_can_be_ingested_and_say_what_they_are(tmp_path):
    def run(*words):
        return CliRunner().invoke(main, words, env={"SERMADRID_DATA_DIR": str(tmp_path / "data")})

    file = tmp_path / "tickets.csv"
    days = ("--from", "2025-05-05", "--to", "2025-05-06")
    assert (
        run("data", "demo-tickets", *days, "--out", str(file), "--scale", "0.02", "--quirks").exit_code == 0
    )
    first, again = run("data", "ingest", str(file)), run("data", "ingest", str(file))
    assert "rows read" in first.stdout
    assert "test_row" in first.stdout
    assert "read before" in again.stdout


def test_versions_are_listed_with_the_one_that_serves(run):
    result = run("models", "list")
    assert "20250301T060000Z" in result.stdout
    assert "demonstration" in result.stdout


def test_a_version_that_does_not_exist_cannot_serve(run):
    result = run("models", "promote", "20200101T000000Z")
    assert result.exit_code == 2
    assert "20200101T000000Z" in result.stderr


def test_the_oldest_version_has_none_to_roll_back_to(run):
    assert run("models", "rollback").exit_code == 2


def test_a_backtest_of_another_citys_series_has_a_table_json_and_a_picture(run, tmp_path):
    series, calendar = tmp_path / "series.csv", tmp_path / "city.toml"
    hours = np.arange(np.datetime64("2024-01-01T00"), np.datetime64("2024-12-31T00"), np.timedelta64(1, "h"))
    occupied = 50 + 30 * np.sin(np.arange(len(hours)) * 2 * np.pi / 24)
    rows = (
        f"lot,100,{at.astype('datetime64[s]')},{value:.1f}" for at, value in zip(hours, occupied, strict=True)
    )
    series.write_text("series_id,capacity,timestamp,occupied\n" + "\n".join(rows) + "\n")
    calendar.write_text(CITY)
    files = {"--json": tmp_path / "trials.json", "--png": tmp_path / "backtest.png"}
    given = [word for option, file in files.items() for word in (option, str(file))]
    result = run("backtest", "--series", str(series), "--calendar", str(calendar), "--origins", "1", *given)
    assert result.exit_code == 0, result.output
    assert "seasonal-naive" in result.stdout
    assert json.loads(files["--json"].read_text())["trials"]
    with Image.open(files["--png"]) as picture:
        assert picture.size[0] > 600


def test_a_neighbourhood_is_plotted_by_its_name(run, tmp_path):
    file = tmp_path / "plot.png"
    result = run("plot", "rios rosas", "--from", "2025-03-01", "--to", "2025-03-14", "--out", str(file))
    assert result.exit_code == 0, result.output
    with Image.open(file) as picture:
        assert picture.size[0] > 600


def test_a_neighbourhood_that_does_not_exist_is_not_plotted(run, tmp_path):
    result = run("plot", "atlantis", "--out", str(tmp_path / "plot.png"))
    assert result.exit_code == 2
    assert "atlantis" in result.stderr


def test_a_period_that_ends_before_it_begins_is_refused(run, tmp_path):
    file = tmp_path / "tickets.csv"
    result = run("data", "demo-tickets", "--from", "2025-05-06", "--to", "2025-05-05", "--out", str(file))
    assert result.exit_code == 2
    assert not file.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


def test_the_readme_names_every_command(run):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"sermadrid {name}" in readme


def test_what_serves_never_loads_the_models():
    code = "import sys, bot.bootstrap, bot.application; print(sorted({'statsmodels', 'pandas'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
