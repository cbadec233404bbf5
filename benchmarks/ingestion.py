"""Speed and memory of taking tickets in, against pandas on the same generated file, each in its own process.

    python benchmarks/ingestion.py [--rows 1000000] [--rowwise 100000]

Prints wall time, peak memory, and ratios of one run. The row-wise rival handles only the first `--rowwise` rows (it
would take minutes) and its time is scaled up; the vectorised one is exact, as the product's count is.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from forecasting.demo import write_demo_tickets
from forecasting.series import SeriesKey
from forecasting.service_hours import ServiceCalendar

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FIRST = date(2025, 1, 2)
ROWS_A_WEEK = 860_000  # at full scale


def a_city():
    """Sixty neighbourhoods with the city's total of spaces."""
    areas = [f"{district:02d}-{number:02d}" for district in range(1, 13) for number in range(1, 6)]
    return {SeriesKey(a, c): n for a in areas for c, n in (("green", 2560), ("blue", 350))}


def sermadrid(path: Path, _rows: int) -> int:
    """Take the file in with the ticket store."""
    from forecasting.tickets.store import TicketStore  # noqa: PLC0415  only this process needs it

    with tempfile.TemporaryDirectory() as folder:
        store = TicketStore(Path(folder), ServiceCalendar.load())
        return store.ingest(path, NOW).kept


def vectorised(path: Path, _rows: int) -> int:
    """The same exact partial sums with vectorised pandas, the file read once."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig").drop_duplicates()
    sides = {}
    for side in ("fecha_inicio", "fecha_fin"):
        local = pd.to_datetime(frame[side], format="%Y-%m-%d %H:%M:%S", errors="coerce")
        utc = local.dt.tz_localize(
            "Europe/Madrid", ambiguous=True, nonexistent="shift_forward"
        ).dt.tz_convert("UTC")
        sides[side] = utc.dt.as_unit("s").astype("int64")
    good = sides["fecha_fin"] > sides["fecha_inicio"]
    area = frame["cod_distrito"].str.strip().str.zfill(2) + "-" + frame["cod_barrio"].str.strip().str.zfill(2)
    kind = frame["tipo_zona"].str.strip()
    for at in sides.values():
        edge = pd.DataFrame({"area": area, "kind": kind, "slot": at // 900, "inside": 900 - at % 900})[good]
        edge.groupby(["area", "kind", "slot"], observed=True)["inside"].agg(["size", "sum"])
    return int(good.sum())


def rowwise(path: Path, rows: int) -> int:
    """Each ticket by itself, credited to every hour that it touches."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.read_csv(
        path, sep=";", encoding="utf-8-sig", nrows=rows, parse_dates=["fecha_inicio", "fecha_fin"]
    )
    counts: dict[tuple[object, ...], int] = {}
    for _, ticket in frame.iterrows():
        hour = ticket["fecha_inicio"].floor("h")
        while hour < ticket["fecha_fin"]:
            key = (ticket["cod_distrito"], ticket["cod_barrio"], ticket["tipo_zona"], hour)
            counts[key] = counts.get(key, 0) + 1
            hour += pd.Timedelta(hours=1)
    return len(frame)


RIVALS = {"sermadrid": sermadrid, "vectorised": vectorised, "rowwise": rowwise}


def measured(name: str, path: Path, rows: int) -> dict[str, float]:
    """Run one rival in a process of its own."""
    command = [sys.executable, __file__, "--only", name, "--file", str(path), "--rowwise", str(rows)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_one(name: str, path: Path, rows: int) -> None:
    start = time.perf_counter()
    kept = RIVALS[name](path, rows)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "rows": kept}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rowwise", type=int, default=50_000)
    parser.add_argument("--only", choices=RIVALS)
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    if arguments.only:
        run_one(arguments.only, arguments.file, arguments.rowwise)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.csv"
        last = min(FIRST + timedelta(weeks=max(1, arguments.rows // ROWS_A_WEEK)), date(2025, 3, 31))
        weeks = ((last - FIRST).days + 1) / 7
        scale = arguments.rows / (weeks * ROWS_A_WEEK)
        rows = write_demo_tickets(FIRST, last, path, a_city(), ServiceCalendar.load(), scale=scale)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        results = {name: measured(name, path, arguments.rowwise) for name in RIVALS}
    results["rowwise"]["seconds"] *= rows / results["rowwise"]["rows"]
    own = results["sermadrid"]["seconds"]
    for name, result in results.items():
        ratio = result["seconds"] / own
        print(
            f"{name:12} {result['seconds']:8.1f} s  {result['megabytes']:7.0f} MB  {ratio:6.1f} x sermadrid's time"
        )


if __name__ == "__main__":
    main()
