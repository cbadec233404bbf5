import io
import struct
import zipfile

import pytest

from forecasting.errors import (
    ArchiveTooLargeError,
    DamagedTicketFileError,
    EmptyTicketFileError,
    NotATicketFileError,
    UnsupportedArchiveError,
)
from forecasting.tickets.sources import TicketSource, find_sources

TABLE = b"a;b\r\n" + b"1;2\r\n" * 2000


def zipped(members, path=None):
    target = path or io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path or target.getvalue()


def refusal(path):
    (error,) = find_sources(path)
    assert isinstance(error, Exception)
    assert path.name in str(error)
    return type(error)


def test_a_file_a_zip_and_a_zip_in_a_zip_give_the_same_table(tmp_path):
    plain = tmp_path / "plain.csv"
    plain.write_bytes(TABLE)
    once = zipped({"t.csv": TABLE}, tmp_path / "once.zip")
    twice = zipped({"folder/inner.zip": zipped({"t.csv": TABLE})}, tmp_path / "twice.zip")
    found = [source for path in (plain, once, twice) for source in find_sources(path)]
    assert [b"".join(source.blocks()) for source in found] == [TABLE] * 3
    assert [source.size for source in found] == [len(TABLE)] * 3
    assert len({source.digest(lambda done: None) for source in found}) == 1
    assert found[2].label == twice / "folder/inner.zip" / "t.csv"


def test_the_digest_tells_the_bytes_done(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_bytes(TABLE)
    told = []
    TicketSource(path, (), len(TABLE)).digest(told.append)
    assert told == [len(TABLE)]


def test_a_folder_gives_its_tables_in_the_order_of_names_and_passes_over_the_rest(tmp_path):
    (tmp_path / "2025").mkdir()
    for name in ("b.csv", "a.TXT", "2025/c.csv", "readme.md", "x.parquet"):
        (tmp_path / name).write_bytes(TABLE)
    zipped({"__MACOSX/._t.csv": b"x", "t.csv": TABLE, "manual.pdf": b"%PDF"}, tmp_path / "d.zip")
    found = list(find_sources(tmp_path))
    assert [str(source.label.relative_to(tmp_path)) for source in found] == [
        "2025/c.csv",
        "a.TXT",
        "b.csv",
        "d.zip/t.csv",
    ]


@pytest.mark.parametrize("magic", [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"])
def test_other_archives_are_refused_alone_and_inside_a_zip(tmp_path, magic):
    path = tmp_path / "quarter.csv"
    path.write_bytes(magic + b"x" * 100)
    assert refusal(path) is UnsupportedArchiveError
    assert (
        refusal(zipped({"quarter.rar": magic + b"x" * 100}, tmp_path / "outer.zip"))
        is UnsupportedArchiveError
    )


def test_an_encrypted_zip_is_refused(tmp_path):
    path = zipped({"t.csv": TABLE}, tmp_path / "secret.zip")
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    for flags in (6, central + 8):
        raw[flags : flags + 2] = struct.pack("<H", 1)
    path.write_bytes(raw)
    assert refusal(path) is UnsupportedArchiveError


def test_an_unknown_packing_is_refused(tmp_path):
    path = zipped({"t.csv": TABLE}, tmp_path / "odd.zip")
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    for method in (8, central + 10):
        raw[method : method + 2] = struct.pack("<H", 9)  # Deflate64
    path.write_bytes(raw)
    assert refusal(path) is UnsupportedArchiveError


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("t.csv", "w") as member:
        for _ in range(70):
            member.write(bytes(2**20))
    assert refusal(path) is ArchiveTooLargeError


def test_a_zip_that_claims_to_be_enormous_is_refused(tmp_path):
    path = tmp_path / "claims.zip"
    zipped({f"{n}.csv": TABLE for n in range(5)}, path)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    while at >= 0:
        raw[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
        at = raw.find(b"PK\x01\x02", at + 4)
    path.write_bytes(raw)
    assert refusal(path) is ArchiveTooLargeError


def test_a_truncated_zip_is_refused(tmp_path):
    path = zipped({"t.csv": TABLE}, tmp_path / "short.zip")
    path.write_bytes(path.read_bytes()[:-30])
    assert refusal(path) is DamagedTicketFileError


def test_a_zip_with_wrong_content_is_found_out_while_reading(tmp_path):
    path = tmp_path / "flipped.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("t.csv", TABLE)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"1;2", b"1;3", 1))
    (source,) = find_sources(path)
    with pytest.raises(DamagedTicketFileError, match=r"flipped\.zip"):
        source.digest(lambda done: None)


def test_what_holds_no_table_is_refused(tmp_path):
    assert refusal(zipped({"manual.pdf": b"%PDF"}, tmp_path / "manual.zip")) is NotATicketFileError
    assert refusal(tmp_path / "absent.csv") is NotATicketFileError
    (tmp_path / "empty.csv").touch()
    assert refusal(tmp_path / "empty.csv") is EmptyTicketFileError


def test_archives_in_archives_in_archives_are_refused(tmp_path):
    deep = zipped({"b.zip": zipped({"a.zip": zipped({"t.csv": TABLE})})}, tmp_path / "deep.zip")
    assert refusal(deep) is UnsupportedArchiveError
