"""A file comes whole or not at all, and goes on from where it broke off."""

import asyncio
import errno
import hashlib
import shutil
from dataclasses import replace

import pytest

from bot.portal.downloading import fetch
from bot.portal.editions import Edition
from bot.portal.errors import (
    BusyPortalError,
    ChecksumError,
    ForeignHostError,
    MovedError,
    NoSpaceError,
    SlowPortalError,
    TooLargeError,
    TruncatedError,
    UnreachableError,
    WrongContentError,
)
from bot.portal.partial import PartialFile, Validators
from tests.bot.portal.server import (
    PAGE,
    Served,
    answering,
    cut_after,
    deaf_to_ranges,
    page,
    stalling_after,
    whole_or_part,
)
from tests.bot.served import happens

PATH = "/download/calles.csv"
CONTENT = b"gis_x;gis_y;calle\n" + bytes(range(32, 127)) * 200
OTHER = b"gis_x;gis_y;otra\n" + CONTENT


@pytest.fixture
def edition(portal):
    portal.files[PATH] = Served(CONTENT)
    return Edition("streets", portal.address + PATH, "CSV", size=len(CONTENT))


@pytest.fixture
def get(connected, edition, tmp_path):
    """Fetch the edition, or one with changes, under other limits if they are given."""

    async def get(known=None, tell=lambda *_: None, changed=None, **limits):
        async with connected(**limits) as client:
            return await fetch(client, replace(edition, **(changed or {})), tmp_path, known, tell)

    return get


def left(folder):
    return sorted(file.name for file in folder.iterdir())


def ranges(portal):
    return [asked.headers.get("Range") for asked in portal.asked]


async def test_a_file_arrives_under_its_name_with_its_checksum(get, tmp_path):
    told = []
    fetched = await get(tell=lambda done, total: told.append((done, total)))
    assert fetched.file == tmp_path / "calles.csv"
    assert fetched.file.read_bytes() == CONTENT
    assert (fetched.size, fetched.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert fetched.validators == Validators('"one"', "Mon, 10 Aug 2026 11:31:26 GMT")
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


async def test_an_edition_that_is_known_is_not_sent_again(get, portal, tmp_path):
    fetched = await get()
    fetched.file.unlink()
    assert await get(fetched.validators) is None
    assert portal.asked[-1].status == 304


async def test_an_edition_that_changed_since_is_sent(get, portal):
    known = (await get()).validators
    portal.files[PATH] = Served(OTHER, etag='"two"')
    assert (await get(known)).file.read_bytes() == OTHER


async def test_a_download_that_breaks_off_goes_on_from_there(get, portal, pauses):
    portal.faults[PATH] = [cut_after(5_000), cut_after(3_000)]
    assert (await get()).file.read_bytes() == CONTENT
    assert ranges(portal) == [None, "bytes=5000-", "bytes=8000-"]
    assert [asked.headers.get("If-Range") for asked in portal.asked[1:]] == ['"one"', '"one"']
    assert len(pauses) == 2


async def test_a_download_that_always_breaks_off_is_named_and_its_beginning_stays(get, portal, tmp_path):
    portal.faults[PATH] = [cut_after(1_000)] * 4
    with pytest.raises(TruncatedError) as refused:
        await get(attempts=4)
    assert refused.value.name == "calles.csv"
    assert len(portal.asked) == 4
    assert left(tmp_path) == ["calles.csv.part", "calles.csv.part.json"]
    assert (await get()).file.read_bytes() == CONTENT
    assert ranges(portal)[-1] == "bytes=4000-"


async def test_a_server_that_ignores_the_range_begins_anew(get, portal):
    portal.faults[PATH] = [cut_after(5_000), deaf_to_ranges]
    assert (await get()).file.read_bytes() == CONTENT


async def test_a_file_that_changed_in_between_begins_anew(get, portal):
    async def changed(request, _):
        portal.files[PATH] = Served(OTHER, etag='"two"')
        return whole_or_part(request, portal.files[PATH])

    portal.faults[PATH] = [cut_after(5_000), changed]
    fetched = await get(changed={"size": None})
    assert fetched.file.read_bytes() == OTHER
    assert fetched.validators.etag == '"two"'


@pytest.mark.parametrize(
    "headers",
    [
        {"ETag": '"two"', "Content-Range": "bytes 5000-19017/19018"},
        {"ETag": '"one"', "Content-Range": "bytes 4000-19017/19018"},
        {"ETag": '"one"', "Content-Range": "bytes */19018"},
        {"ETag": '"one"'},
    ],
)
async def test_a_part_that_does_not_fit_is_not_appended(get, portal, headers):
    portal.faults[PATH] = [cut_after(5_000), answering(206, headers, b"x" * 100)]
    assert (await get()).file.read_bytes() == CONTENT
    assert ranges(portal) == [None, "bytes=5000-", None]


async def test_without_any_mark_of_the_edition_a_download_begins_anew(get, portal):
    portal.files[PATH] = Served(CONTENT, etag='W/"weak"', modified=None)
    portal.faults[PATH] = [cut_after(5_000)]
    assert (await get()).file.read_bytes() == CONTENT
    assert ranges(portal) == [None, None]


async def test_a_weak_mark_is_no_promise_of_equal_bytes_and_the_date_serves(get, portal):
    portal.files[PATH] = Served(CONTENT, etag='W/"weak"')
    portal.faults[PATH] = [cut_after(5_000)]
    assert (await get()).file.read_bytes() == CONTENT
    assert portal.asked[-1].headers["If-Range"] == "Mon, 10 Aug 2026 11:31:26 GMT"


async def test_the_beginning_of_another_address_is_not_gone_on_with(get, portal, tmp_path):
    part = PartialFile(tmp_path / "calles.csv")
    part.begin("https://datos.madrid.es/else/calles.csv", Validators('"one"'))
    with part.appending() as stream:
        stream.write(b"else")
    assert (await get()).file.read_bytes() == CONTENT
    assert ranges(portal) == [None]


@pytest.mark.parametrize("note", ["", "[]", '{"address": 7}', "\udcff"])
async def test_a_damaged_note_of_a_beginning_is_no_note(get, portal, tmp_path, note):
    (tmp_path / "calles.csv.part").write_bytes(b"something")
    (tmp_path / "calles.csv.part.json").write_text(note, errors="surrogateescape")
    assert (await get()).file.read_bytes() == CONTENT


async def test_a_whole_file_that_nobody_came_to_use_is_not_sent_again(get, portal):
    fetched = await get()
    assert await get() == fetched
    assert portal.asked[-1].status == 416
    assert fetched.file.read_bytes() == CONTENT


async def test_a_cancelled_download_keeps_its_beginning(get, portal, tmp_path):
    reached = asyncio.Event()
    portal.faults[PATH] = [stalling_after(5_000, reached)]
    arrived = asyncio.Event()
    task = asyncio.create_task(get(tell=lambda done, _: arrived.set() if done == 5_000 else None))
    await happens(arrived, task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (tmp_path / "calles.csv.part").read_bytes() == CONTENT[:5_000]
    assert (await get()).file.read_bytes() == CONTENT
    assert ranges(portal)[-1] == "bytes=5000-"


async def test_a_download_that_takes_too_long_is_named_and_its_beginning_stays(get, portal, tmp_path):
    portal.faults[PATH] = [stalling_after(5_000)]
    with pytest.raises(SlowPortalError) as refused:
        await get(seconds={"streets": 2.0})
    assert refused.value.name == "calles.csv"
    assert (tmp_path / "calles.csv.part").stat().st_size == 5_000


async def test_a_server_that_goes_away_in_the_middle_is_waited_for(connected, portal, edition, tmp_path):
    portal.faults[PATH] = [cut_after(5_000)]
    async with connected() as client:
        answer, tries = client.answer, []

        def gone_once(*asked):
            tries.append(asked)
            if len(tries) == 2:
                raise UnreachableError("127.0.0.1")
            return answer(*asked)

        client.answer = gone_once
        fetched = await fetch(client, edition, tmp_path, None, lambda *_: None)
    assert fetched.file.read_bytes() == CONTENT
    assert len(tries) == 3


@pytest.mark.parametrize("fault", [page, answering(200, {"Content-Type": "text/csv"}, PAGE)])
async def test_a_page_in_place_of_a_table_is_refused_and_leaves_nothing(get, portal, tmp_path, fault):
    portal.faults[PATH] = [fault]
    with pytest.raises(WrongContentError) as refused:
        await get()
    assert (refused.value.name, refused.value.reason) == ("calles.csv", "html")
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "wanted", "reason"),
    [
        (b"", "CSV", "nothing"),
        (b" \r\n ", "CSV", "nothing"),
        (b"\xef\xbb\xbf<html>", "CSV", "html"),
        (b"Rar!\x1a\x07\x00", "ZIP", "rar"),
        (b"a;b\n1;2\n", "ZIP", "not_zipped"),
        (b"a;b\n1;2\n", "XLSX", "not_zipped"),
        (b"a;b\n1;2\n", "GEOJSON", "not_json"),
    ],
)
async def test_other_content_than_was_asked_for_is_refused(get, portal, content, wanted, reason):
    portal.files[PATH] = Served(content)
    with pytest.raises(WrongContentError) as refused:
        await get(changed={"format": wanted, "size": None})
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"PK\x03\x04", "ZIP"),
        (b"PK\x03\x04", "CSV"),
        (b"PK\x03\x04", "GEOJSON"),
        (b' {"a": 1}', "GEOJSON"),
        (b"a", "CSV"),
    ],
)
async def test_what_was_asked_for_is_taken_and_a_table_may_come_zipped(get, portal, content, wanted):
    portal.files[PATH] = Served(content)
    assert (await get(changed={"format": wanted, "size": None})).size == len(content)


async def test_a_server_that_packs_unasked_is_refused(get, portal):
    portal.faults[PATH] = [answering(200, {"Content-Encoding": "gzip"}, b"\x1f\x8b")]
    with pytest.raises(WrongContentError) as refused:
        await get()
    assert refused.value.reason == "packed"


@pytest.mark.parametrize("says_so", [True, False])
async def test_a_file_that_is_too_large_is_not_taken(get, portal, tmp_path, says_so):
    async def silent(request, served):
        response = whole_or_part(request, served)
        response.enable_chunked_encoding()
        return response

    portal.faults[PATH] = [] if says_so else [silent]
    with pytest.raises(TooLargeError) as refused:
        await get(size={"streets": 10_000}, changed={"size": None})
    assert refused.value.limit == "10,000"
    assert left(tmp_path) == []


async def test_a_disk_without_room_is_named_before_anything_is_written(get, tmp_path):
    with pytest.raises(NoSpaceError) as refused:
        await get(reserve=10**18)
    assert refused.value.name == "calles.csv"
    assert left(tmp_path) == []


async def test_a_disk_that_fills_up_is_freed_of_what_was_written(get, tmp_path):
    def full(done, _):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(NoSpaceError):
        await get(tell=full)
    assert left(tmp_path) == []


async def test_a_folder_that_cannot_be_written_is_the_systems_own_error(get, tmp_path):
    shutil.rmtree(tmp_path)
    tmp_path.write_text("a file in the way")
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        await get()


async def test_the_catalogues_checksum_is_compared(get, portal, tmp_path):
    right = hashlib.md5(CONTENT).hexdigest()  # noqa: S324  CKAN's own
    assert (await get(changed={"md5": right})).size == len(CONTENT)
    (tmp_path / "calles.csv").unlink()
    with pytest.raises(ChecksumError):
        await get(changed={"md5": "0" * 32})
    assert left(tmp_path) == []


async def test_a_catalogue_that_describes_an_older_file_is_not_believed(get):
    assert (await get(changed={"md5": "0" * 32, "size": 7})).size == len(CONTENT)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answering(404), MovedError),
        (answering(302, {"Location": "https://example.org/calles.csv"}), ForeignHostError),
        (answering(503, {"Retry-After": "86400"}), BusyPortalError),
    ],
)
async def test_what_the_client_names_passes_through_and_leaves_nothing(get, portal, tmp_path, fault, error):
    portal.faults[PATH] = [fault]
    with pytest.raises(error):
        await get()
    assert left(tmp_path) == []
