"""ZIP archives, harmless and not."""

import random
import stat
import zipfile
from pathlib import Path

import pytest

from bot.portal.errors import ArchiveError
from bot.portal.unpacking import ArchiveLimits, is_rar, members_of, unpack

LIMITS = ArchiveLimits()
RAR = b"Rar!\x1a\x07\x00"


@pytest.fixture
def pack(tmp_path):
    def pack(members, name="archive.zip"):
        file = tmp_path / name
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        return file

    return pack


@pytest.fixture
def into(tmp_path):
    return tmp_path / "unpacked"


def names(unpacked, folder):
    return sorted(str(file.relative_to(folder)) for file in unpacked.files)


def reason(archive, into, limits=LIMITS):
    with pytest.raises(ArchiveError) as refused:
        unpack(archive, into, limits)
    assert refused.value.name.startswith("archive.zip")
    return refused.value.reason


def test_files_come_out_in_their_folders(pack, into):
    archive = pack([("SHP_ZIP/Barrios.shp", "s"), ("SHP_ZIP/Barrios.dbf", "d"), ("leeme.txt", "t")])
    unpacked = unpack(archive, into, LIMITS)
    assert names(unpacked, into) == ["SHP_ZIP/Barrios.dbf", "SHP_ZIP/Barrios.shp", "leeme.txt"]
    assert (into / "SHP_ZIP/Barrios.shp").read_bytes() == b"s"
    assert members_of(archive, LIMITS) == ("SHP_ZIP/Barrios.shp", "SHP_ZIP/Barrios.dbf", "leeme.txt")


def test_folders_and_what_a_system_adds_are_passed_over(pack, into):
    archive = pack([("SHP/", ""), ("SHP\\", ""), ("__MACOSX/._a.csv", "x"), ("SHP\\a.csv", "a")])
    assert names(unpack(archive, into, LIMITS), into) == ["SHP/a.csv"]


def test_an_archive_in_it_is_unpacked_too(pack, into):
    inner = pack([("b.csv", "b")], "inner.zip").read_bytes()
    unpacked = unpack(pack([("a.csv", "a"), ("more/inner.zip", inner)]), into, LIMITS)
    assert names(unpacked, into) == ["a.csv", "more/inner.zip.unpacked/b.csv"]


def test_an_archive_in_an_archive_in_it_is_not(pack, into):
    innermost = pack([("c.csv", "c")], "innermost.zip").read_bytes()
    inner = pack([("innermost.zip", innermost)], "inner.zip").read_bytes()
    assert reason(pack([("inner.zip", inner)]), into) == "nested"


def test_a_rar_inside_is_reported_by_its_name_and_the_rest_comes_out(pack, into):
    inner = pack([("T3.RAR", RAR)], "inner.zip").read_bytes()
    unpacked = unpack(pack([("T1.csv", "a"), ("T2.rar", RAR), ("inner.zip", inner)]), into, LIMITS)
    assert names(unpacked, into) == ["T1.csv"]
    assert unpacked.rars == ["archive.zip/T2.rar", "archive.zip/inner.zip/T3.RAR"]
    assert is_rar("T3.RAR")


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../outside.csv",
        "a/../../outside.csv",
        "..\\outside.csv",
        "\\\\server\\share\\a.csv",
        "C:\\a.csv",
        "a\n.csv",
        "x" * 300,
        ".",
    ],
)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(pack, into, name):
    assert reason(pack([("good.csv", "a"), (name, "b")]), into) == "escape"
    assert not into.exists()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(pack, into, kind):
    member = zipfile.ZipInfo("link.csv")
    member.external_attr = (kind | 0o777) << 16
    assert reason(pack([(member, "/etc/passwd")]), into) == "link"
    assert not into.exists()


@pytest.mark.parametrize("names", [("a.csv", "a.csv"), ("a.csv", "A.CSV"), ("x/a.csv", "x\\a.csv")])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(pack, into, names):
    assert reason(pack([(name, "a") for name in names]), into) == "twice"


def test_too_many_files_are_refused(pack, into):
    assert reason(pack([(f"{n}.csv", "") for n in range(6)]), into, ArchiveLimits(members=5)) == "members"


def test_too_many_bytes_are_refused_also_over_archives_in_it(pack, into):
    inner = pack([("b.csv", bytes(600))], "inner.zip").read_bytes()
    limits = ArchiveLimits(unpacked=1_000)
    assert reason(pack([("a.csv", bytes(1_001))]), into, limits) == "unpacked"
    assert reason(pack([("a.csv", bytes(600)), ("inner.zip", inner)]), into, limits) == "unpacked"


def test_a_bomb_is_refused_by_how_much_it_would_grow(pack, into):
    bomb = pack([("a.csv", bytes(10**6))])
    assert reason(bomb, into, ArchiveLimits(burst=10**5, ratio=100)) == "ratio"
    assert not into.exists()
    assert len(unpack(bomb, into, ArchiveLimits(burst=10**7, ratio=100)).files) == 1


def test_an_encrypted_file_is_refused(pack, into):
    archive = pack([("a.csv", "a")])
    content = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    archive.write_bytes(content)
    assert reason(archive, into) == "encrypted"


def test_a_method_that_is_not_known_is_named(pack, into):
    archive = pack([("a.csv", "a")])
    content = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(signature) + offset] = 99
    archive.write_bytes(content)
    assert reason(archive, into) == "method"


def test_what_is_no_archive_is_broken(tmp_path, into):
    file = tmp_path / "archive.zip"
    for content in (b"", b"PK\x03\x04rest", RAR):
        file.write_bytes(content)
        assert reason(file, into) == "broken"


def test_changed_bytes_are_found_out(pack, into):
    archive = pack([("a.csv", random.Random(1).randbytes(1_000))])  # noqa: S311  content, not secrets
    content = bytearray(archive.read_bytes())
    content[500] ^= 0xFF
    archive.write_bytes(content)
    assert reason(archive, into) == "broken"


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_lets_a_foreign_error_out_nor_a_file_outside(pack, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  damage, not secrets
    archive = pack([("a/b.csv", "a" * 500), ("c.csv", "c" * 100), ("d.rar", RAR)])
    content = bytearray(archive.read_bytes())
    for _ in range(chance.choice([1, 3, 20])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    archive.write_bytes(content)
    room = tmp_path / "room"
    try:
        unpack(archive, room / "in", LIMITS)
    except ArchiveError as error:
        assert error.name.startswith("archive.zip")  # noqa: PT017  either outcome is right, no other is
    assert [file.name for file in tmp_path.iterdir() if file != room] == ["archive.zip"]
    assert all(room / "in" in file.parents for file in room.rglob("*") if file != room / "in")


def test_the_citys_own_layout_is_no_bomb(pack, into):
    table = "".join(f"{n};2025-03-04 09:00:00;AZUL\n" for n in range(50_000))
    (file,) = unpack(pack([("tiques.csv", table)]), into, ArchiveLimits(burst=10**5)).files
    assert Path(file).read_text() == table
