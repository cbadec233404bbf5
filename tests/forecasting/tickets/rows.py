"""Official ticket tables, written row by row for the tests."""

from datetime import datetime, timedelta
from pathlib import Path

HEADER = (
    "matricula_parquimetro;fecha_operacion;fecha_inicio;fecha_fin;cod_distrito;distrito;cod_barrio;barrio;"
    "tipo_zona;distintivo;minutos_tique;importe_tique"
)


def row(  # noqa: PLR0913  a ticket has so many columns
    start: str, end: str, *, area: str = "07-05", kind: str = "AZUL", meter: int = 1, name: str = "X"
) -> str:
    district, number = area.split("-")
    return f"{meter};{start};{start};{end};{int(district)};D;{int(number)};{name};{kind};C;60;1,10"


def day_of_rows(day: str, tickets: int = 20, minutes: int = 30, **place: str) -> list[str]:
    """Tickets of one local day from nine o'clock on, one every ten minutes."""
    opening = datetime.fromisoformat(f"{day} 09:00:00")
    starts = [opening + timedelta(minutes=10 * n) for n in range(tickets)]
    return [
        row(str(at), str(at + timedelta(minutes=minutes)), meter=n, **place) for n, at in enumerate(starts)
    ]


def write(path: Path, rows: list[str], header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path.write_bytes(("\r\n".join([header, *rows]) + "\r\n").encode(encoding))
    return path
