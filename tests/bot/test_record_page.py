"""The record's page: ranges and age beside every figure, and no figures where there are too few reports."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from PIL import Image

from bot.cli import main
from bot.domain import LANGUAGES, MADRID
from bot.record_page import MONTHS_SHOWN, picture_words, record_text
from forecasting.track_record import LEAST_REPORTS, track_record
from tests.forecasting.reports import WEDNESDAY, report

CAPTION_UNITS = 1024


def full_record():
    """A record as long as one can be: every tenth, ten months."""
    return track_record(
        [
            report(
                ("at_once", "after_a_while", "not_found")[n % 3],
                f"p{n}",
                said=min(0.05 + n % 10 / 10, 1.0),
                slot=WEDNESDAY + timedelta(days=n % 300),
            )
            for n in range(12_000)
        ],
        MADRID,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_page_fits_a_caption(language):
    record = full_record()
    text = record_text(record, language, demo=True)
    assert len(record.bands) == 10
    assert len(text.encode("utf-16-le")) // 2 <= CAPTION_UNITS
    assert (
        len(record.months) > MONTHS_SHOWN == len([line for line in text.splitlines() if line[2:5] == "/20"])
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_few_reports_are_said_to_be_so(language):
    record = track_record([report(day=n) for n in range(5)], MADRID)
    text = record_text(record, language, demo=False)
    assert "5" in text
    assert str(LEAST_REPORTS) in text
    assert "%" not in text


def test_a_band_tells_what_was_said_and_found_with_its_range():
    reports = [report("at_once" if n < 24 else "not_found", f"p{n}", day=n) for n in range(40)]
    text = record_text(track_record(reports, MADRID), "es", demo=False)
    assert "70 % → 60 % (50–69 %), 40 respuestas" in text
    assert "40 respuestas, del 11 de marzo de 2026 al 19 de abril de 2026" in text
    assert "demostración" not in text


def test_a_demonstration_says_so_on_the_page_and_in_the_picture():
    record = full_record()
    assert "Demonstration data" in record_text(record, "en", demo=True)
    assert "Simulated data" in picture_words(record, "en", demo=True)["footnote"]
    assert "Simulated" not in picture_words(record, "en", demo=False)["footnote"]


@pytest.fixture
def stats(data_dir, tmp_path):
    """The command on a copy-free data folder: its own database beside the shared models."""
    (tmp_path / "models").symlink_to(data_dir / "models")

    def stats(*words):
        return CliRunner().invoke(main, ["stats", *words], env={"SERMADRID_DATA_DIR": str(tmp_path)})

    return stats


def test_the_command_prints_the_same_page(stats):
    result = stats()
    assert result.exit_code == 0
    assert "hay 0 respuestas" in result.stdout


def test_the_command_prints_an_object_for_scripts(stats):
    found = json.loads(stats("--json").stdout)
    assert found == {
        "demo": True,
        "enough": False,
        "total": None,
        "months": [],
        "bands": [],
        "first": None,
        "last": None,
    }


def test_a_simulated_record_is_drawn_and_says_what_it_is(stats, tmp_path):
    result = stats("--simulated", "--lang", "en", "--png", str(tmp_path / "record.png"))
    assert result.exit_code == 0, result.output
    assert "Demonstration data" in result.stdout
    with Image.open(tmp_path / "record.png") as picture:
        assert picture.width > 800


def test_a_record_that_is_too_short_is_not_drawn_and_says_so(stats, tmp_path):
    result = stats("--png", str(tmp_path / "record.png"))
    assert result.exit_code == 2
    assert "30" in result.output
    assert not (tmp_path / "record.png").exists()
