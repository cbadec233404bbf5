"""`sermadrid models`: which forecasts there are, which answers, and the way back from a damaged one."""

import pytest
from click.testing import CliRunner

from bot.cli import main
from forecasting.publishing import ModelFolder
from tests.bot.published import publish


@pytest.fixture
def models_dir(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def versions(models_dir):
    """An older forecast and a newer one, which serves."""
    return [publish(models_dir) for _ in range(2)]


@pytest.fixture
def models(models_dir):
    def models(*words):
        return CliRunner().invoke(
            main, ["models", *words], env={"SERMADRID_DATA_DIR": str(models_dir.parent)}
        )

    return models


def damage(models_dir, version, name="table.npy"):
    with (models_dir / version / name).open("r+b") as file:
        file.write(b"damage")


def starred(result):
    return [line.split()[1] for line in result.stdout.splitlines() if line.split()[0] == "*"]


@pytest.mark.parametrize("name", ["table.npy", "manifest.json"])
def test_a_damaged_version_is_listed_as_one_and_is_not_promoted(models, models_dir, versions, name):
    older, newer = versions
    damage(models_dir, newer, name)
    listed = models("list")
    (row,) = (line for line in listed.stdout.splitlines() if newer in line.split()[:2])
    assert "damaged" in row
    assert starred(listed) == [older], "it is what answers"
    result = models("promote", newer)
    assert result.exit_code == 2
    assert "is damaged and cannot serve" in result.stderr
    assert "serves now" not in result.output


def test_with_a_damaged_pointer_all_are_listed_with_what_answers(models, models_dir, versions):
    (models_dir / "current").write_bytes(b"\x00\xff")
    result = models("list")
    assert result.exit_code == 0
    assert all(version in result.stdout for version in versions)
    assert starred(result) == [versions[1]]
    assert "sermadrid models rollback" in result.stderr


def test_a_rollback_mends_a_damaged_pointer(models, models_dir, versions):
    (models_dir / "current").write_bytes(b"\x00\xff")
    assert models("rollback").stdout == f"{versions[1]} serves now.\n"
    assert ModelFolder(models_dir).current() == versions[1]
    assert models("rollback").stdout == f"{versions[0]} serves now.\n"


def test_where_there_are_no_forecasts_there_is_nothing_to_prune(models, models_dir):
    result = models("prune")
    assert (result.exit_code, result.stdout) == (0, "Deleted: none\n")
    assert not models_dir.exists()


def test_pruning_with_a_damaged_pointer_keeps_what_answers(models, models_dir, versions):
    (models_dir / "current").write_bytes(b"\x00\xff")
    damage(models_dir, versions[1])
    assert models("prune", "--keep", "1").stdout == "Deleted: none\n"
