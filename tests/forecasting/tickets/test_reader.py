from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.local_clock import to_utc
from forecasting.tickets.reader import BATCH_BYTES, TicketReader
from forecasting.tickets.sources import find_sources
from forecasting.tickets.table import DEMO_METER
from tests.forecasting.tickets.rows import HEADER, day_of_rows, row, write

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def read(path):
    (source,) = find_sources(path)
    reader = TicketReader(source, NOW)
    return reader, pl.concat(list(reader.batches(lambda done: None)))


def test_times_are_read_on_madrids_clock(tmp_path):
    rows = [
        row("2025-01-15 09:00:00", "2025-01-15 10:00:00"),
        row("2025-07-15 09:00:00.0", " 2025-07-15 10:30:00 "),
    ]
    _, tickets = read(write(tmp_path / "t.csv", rows))
    utc = [datetime.fromtimestamp(second, UTC).strftime("%H:%M") for second in tickets["start"]]
    assert utc == ["08:00", "07:00"]
    assert (tickets["end"] - tickets["start"]).to_list() == [3600, 5400]


def test_kinds_and_places_are_codes_of_a_growing_list(tmp_path):
    rows = [
        row("2025-01-15 09:00:00", "2025-01-15 10:00:00", kind=kind) for kind in ("AZUL", "VERDE", "AZUL")
    ]
    reader, tickets = read(write(tmp_path / "t.csv", rows))
    assert [reader.series[code] for code in tickets["series"]] == [
        ("07-05", "blue"),
        ("07-05", "green"),
        ("07-05", "blue"),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separators", [";;", ",,", ",;", ";,"])
def test_every_layout_gives_the_same_tickets(tmp_path, encoding, separators):
    rows = [line.replace("X;", "NIÑO JESÚS;") for line in day_of_rows("2025-01-15")]
    if separators[1] == ",":
        rows = [line.replace("1,10", '"1,10"').replace(";", ",") for line in rows]
    header = HEADER.replace(";", separators[0])
    _, tickets = read(write(tmp_path / "t.csv", rows, header, encoding))
    _, expected = read(write(tmp_path / "plain.csv", day_of_rows("2025-01-15")))
    assert tickets.drop("fingerprint").equals(expected.drop("fingerprint"))


def test_a_file_of_many_batches_is_read_whole_and_copies_are_seen_across_them(tmp_path):
    lines = day_of_rows("2025-01-15", 50)
    body = ("\r\n".join(lines) + "\r\n").encode()
    path = tmp_path / "long.csv"
    copies = 2 * BATCH_BYTES // len(body) + 2
    path.write_bytes((HEADER + "\r\n").encode() + body * copies)
    reader, tickets = read(path)
    assert reader.read == tickets.height == 50 * copies
    assert tickets["fingerprint"].n_unique() == 50


def test_simulated_tickets_are_recognised(tmp_path):
    rows = day_of_rows("2025-01-15")
    assert not read(write(tmp_path / "real.csv", rows))[0].demo
    assert read(write(tmp_path / "demo.csv", [*rows, rows[0].replace("0;", f"{DEMO_METER};", 1)]))[0].demo


@given(
    st.lists(st.datetimes(datetime(2019, 1, 1), datetime(2026, 12, 31)), min_size=1, max_size=20),  # noqa: DTZ001  wall clock
    st.sampled_from(["Europe/Madrid", "America/Bogota", "Asia/Kolkata", "UTC"]),
)
def test_many_wall_clock_times_become_utc_as_python_has_it(walls, name):
    zone = ZoneInfo(name)
    local = np.array([int(wall.replace(tzinfo=UTC).timestamp()) for wall in walls])
    expected = [int(wall.replace(tzinfo=zone, microsecond=0).timestamp()) for wall in walls]
    assert to_utc(local, zone, 2019, 2026).tolist() == expected
