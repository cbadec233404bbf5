"""Small made-up files in the layouts of the official ones."""

from pathlib import Path

import geopandas as gpd
import shapely
import xlsxwriter

X, Y = 440_000.0, 4_474_000.0  # a corner of the made-up city, in Madrid
SIDE = 200.0

HEADERS = {
    "2020": "Gis_X;Gis_Y;Distrito;Barrio;Calle;Nº Finca;Color;Batería/Línea;Número de Plazas",
    "2023": "gis_x;gis_y;distrito;barrio;calle;num_finca;color;bateria_linea;num_plazas",
    "2025": "gis_x;gis_y;cod_distrito;distrito;cod_barrio;num_barrio;barrio;calle;numero_finca;color;bateria_linea;numero_plazas",
}
COLOURS = {
    "Azul": "043000255 Azul",
    "Verde": "077214010 Verde",
    "Alta Rotación": "081209246 Alta Rotación",
    "Rojo": "255000000 Rojo",
    "Naranja": "255140000 Naranja",
}


def row(  # noqa: PLR0913  a row has that many cells
    layout="2025",
    *,
    x=X + 50.0,
    y=Y + 50.0,
    district=(1, "CENTRO"),
    neighbourhood=(1, "PALACIO"),
    street="AGUAS, CALLE, DE LAS",
    house="2",
    colour="Verde",
    spaces="7",
):
    """Return one row as the city writes it in this layout; `x`, `y` may be given as text."""
    (district_code, district_name), (number, name) = district, neighbourhood
    if layout == "2025":
        place = f"{district_code};{district_name};{district_code}{number};{number};{name}"
    else:
        place = f"{district_code:02d}  {district_name};{district_code:02d}-{number:02d} {name}"
    hue = colour if layout == "2020" else COLOURS.get(colour, colour)
    decimals = {"2020": 10, "2023": 2, "2025": 10}[layout]
    east, north = (each if isinstance(each, str) else _decimal(each, decimals, layout) for each in (x, y))
    return f"{east};{north};{place};{street};{house};{hue};Línea;{spaces}"


def _decimal(value, decimals, layout):
    text = f"{value:.{decimals}f}"
    return text if layout == "2025" else text.replace(".", ",")


def write_spaces(file: Path, rows, layout="2025", encoding="latin-1") -> Path:
    """Write a list of streets and spaces as the city does, with CRLF."""
    file.write_bytes(("\r\n".join([HEADERS[layout], *rows]) + "\r\n").encode(encoding))
    return file


def write_spaces_sheet(file: Path, rows, layout="2025", titles=(), *, cover=False) -> Path:
    """Write the same list as a spreadsheet, figures as numbers; `titles` stand above, `cover` is a first sheet."""
    with xlsxwriter.Workbook(file) as workbook:
        if cover:
            workbook.add_worksheet("Portada").write(0, 0, "Servicio de Estacionamiento Regulado")
        sheet = workbook.add_worksheet("Calles y plazas")
        lines = [*([title] for title in titles), *(line.split(";") for line in [HEADERS[layout], *rows])]
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write(number, column, _number(cell))
    return file


def _number(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def square(column, line=0):
    """Return one of the made-up city's squares."""
    left, bottom = X + column * SIDE, Y + line * SIDE
    return shapely.box(left, bottom, left + SIDE, bottom + SIDE)


CITY = (
    ("1", "Centro", "1", "Palacio", square(0)),
    ("1", "Centro", "2", "Embajadores", square(1)),
    ("7", "Chamberí", "5", "Rios Rosas", square(2)),
    ("-", "No está en la zona SER", "-", "No está en la zona SER", square(10, 10)),
)


def write_boundaries(
    file: Path, neighbourhoods=CITY, layout="2025", crs="EPSG:25830", encoding="utf-8"
) -> Path:
    """Write the outlines as the city does; `neighbourhoods`: (CODDIS, NOMDIS, CODBAR, NOMBAR, shape)."""
    columns = dict(
        zip(
            ("CODDIS", "NOMDIS", "CODBAR", "NOMBAR", "geometry"),
            zip(*neighbourhoods, strict=True),
            strict=True,
        )
    )
    if layout == "2025":
        columns["COD_BAR_TX"] = [f"{d:>02}{n:>01}" for d, _, n, _, _ in neighbourhoods]
    frame = gpd.GeoDataFrame(columns, geometry="geometry", crs="EPSG:25830").to_crs(crs)
    options = {"driver": "GeoJSON"} if file.suffix == ".geojson" else {"encoding": encoding}
    frame.to_file(file, **options)
    return file
