import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import ResourceError
from geodata.maps import Kerbs
from geodata.spaces import SpaceIndex
from geodata.streets import StreetIndex
from geodata.tables import (
    NONE,
    STREETS_FILE,
    STRETCHES_FILE,
    Streets,
    Stretches,
    StretchRow,
    as_npz,
    read_streets,
    read_stretches,
)

ROWS = (
    StretchRow(0, 2, "", "07-05", 4_400_001, 44_740_002, "green", 7),
    StretchRow(0, 4, "B", "07-05", 4_400_101, 44_740_002, "blue", 3),
    StretchRow(NONE, NONE, "", "01-02", 4_401_001, 44_740_502, "green", 1),
)
PONZANO = ("calle", "Ponzano", "Calle de Ponzano")

rows = st.lists(
    st.builds(
        StretchRow,
        street=st.integers(NONE, 3_000),
        number=st.integers(NONE, 9_999),
        suffix=st.sampled_from(["", "A", "BIS"]),
        neighbourhood=st.from_regex(r"\A(0[1-9]|1[0-9])-0[1-9]\Z"),
        x_dm=st.integers(4_000_000, 5_000_000),
        y_dm=st.integers(44_000_000, 45_000_000),
        colour=st.sampled_from(["blue", "green", "red"]),
        spaces=st.integers(0, 65_535),
    )
)


def write(folder, *, streets=(PONZANO,), stretches=ROWS):
    (folder / STREETS_FILE).write_bytes(as_npz(Streets.of(streets)))
    (folder / STRETCHES_FILE).write_bytes(as_npz(Stretches.of(stretches)))
    return folder


def plain(stretches):
    """The rows that the columns were made of."""
    suffixes, neighbourhoods, colours = stretches.words()
    numbers = (stretches.street, stretches.number, stretches.x_dm, stretches.y_dm, stretches.spaces)
    street, number, x, y, spaces = (column.tolist() for column in numbers)
    return list(map(StretchRow, street, number, suffixes, neighbourhoods, x, y, colours, spaces))


@given(rows)
def test_rows_come_back_from_their_columns(many):
    assert plain(Stretches.of(many)) == many


@given(rows)
def test_words_sort_as_their_places(many):
    stretches = Stretches.of(many)
    for words in (stretches.suffixes, stretches.neighbourhoods, stretches.colours):
        assert words.tolist() == sorted(set(words.tolist()))


def test_what_was_written_is_read(tmp_path):
    write(tmp_path)
    assert plain(read_stretches(tmp_path)) == list(ROWS)
    assert [column.tolist() for column in read_streets(tmp_path)] == [[part] for part in PONZANO]


def test_the_same_columns_are_the_same_bytes():
    assert as_npz(Stretches.of(ROWS)) == as_npz(Stretches.of(list(ROWS)))
    assert as_npz(Stretches.of(ROWS)) != as_npz(Stretches.of(ROWS[:2]))


def test_anyone_with_numpy_can_read_the_figures(tmp_path):
    with np.load(write(tmp_path) / STRETCHES_FILE) as archive:
        assert archive["x_dm"].tolist() == [row.x_dm for row in ROWS]
        assert archive["neighbourhoods"][archive["neighbourhood"]].tolist() == ["07-05", "07-05", "01-02"]


def test_taken_rows_come_in_the_order_asked_for():
    taken = Stretches.of(ROWS).take(np.array([2, 0]))
    assert plain(taken) == [ROWS[2], ROWS[0]]
    assert taken.metres().tolist() == [[440_100.1, 4_474_050.2], [440_000.1, 4_474_000.2]]


def test_equal_words_are_one_object():
    _, neighbourhoods, _ = Stretches.of(ROWS).words()
    assert neighbourhoods[0] is neighbourhoods[1]


@pytest.mark.parametrize("load", [SpaceIndex.load, StreetIndex.load, Kerbs.load])
def test_figures_without_any_row_are_no_error(load, tmp_path):
    load(write(tmp_path, streets=(), stretches=()))
    load(write(tmp_path, streets=(), stretches=ROWS[2:]))


@pytest.mark.parametrize("load", [SpaceIndex.load, StreetIndex.load, Kerbs.load])
def test_figures_that_are_not_there_are_missing(load, tmp_path):
    with pytest.raises(ResourceError) as refused:
        load(tmp_path)
    assert (refused.value.reason, refused.value.file) == ("missing", tmp_path / STRETCHES_FILE)


def archive(**columns):
    def write_to(file):
        np.savez_compressed(file, **columns)

    return write_to


COLUMNS = Stretches.of(ROWS)._asdict()
FOREIGN = {
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("street,number\n0,2\n"),
    "a lone array": lambda file: np.save(file.open("wb"), np.arange(3)),
    "objects": archive(**(COLUMNS | {"suffixes": np.array(["", None], dtype=object)})),
    "a column too few": archive(**{name: column for name, column in COLUMNS.items() if name != "spaces"}),
    "a column too many": archive(**COLUMNS, more=np.arange(3)),
    "other numbers": archive(**(COLUMNS | {"x_dm": COLUMNS["x_dm"].astype(float)})),
    "the streets": lambda file: file.write_bytes((file.parent / STREETS_FILE).read_bytes()),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_of_another_kind_is_damaged(kind, tmp_path):
    FOREIGN[kind](write(tmp_path) / STRETCHES_FILE)
    with pytest.raises(ResourceError) as refused:
        read_stretches(tmp_path)
    assert refused.value.reason == "damaged"


def test_a_file_cut_anywhere_is_damaged(tmp_path):
    file = write(tmp_path) / STRETCHES_FILE
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        with pytest.raises(ResourceError, match="damaged"):
            read_stretches(tmp_path)


def test_a_changed_byte_is_noticed_or_harmless(tmp_path):
    file = write(tmp_path) / STRETCHES_FILE
    whole, noticed, rng = file.read_bytes(), 0, random.Random(7)  # noqa: S311 - no secret is drawn
    for at in range(0, len(whole), 3):
        changed = bytearray(whole)
        changed[at] ^= rng.randrange(1, 256)
        file.write_bytes(changed)
        try:
            assert plain(read_stretches(tmp_path)) == list(ROWS)
        except ResourceError as refused:
            noticed += refused.reason == "damaged"
    assert noticed > len(whole) / 3 / 2
