"""A picture that was sent is sent again by its file_id: from memory, and after a restart."""

import pytest

from bot.services.sent_pictures import SentPictures
from tests.bot.dialogues.driver import RememberedFiles


@pytest.fixture
def files():
    return RememberedFiles()


async def test_a_picture_is_known_by_what_it_shows(files):
    sent = SentPictures(files)
    await sent.keep("sol@11", "AgAC1")
    assert (sent.file_id("sol@11"), sent.file_id("sol@12")) == ("AgAC1", None)


async def test_the_one_not_used_for_longest_is_forgotten_first(files):
    sent = SentPictures(files, size=2)
    await sent.keep("a", "1")
    await sent.keep("b", "2")
    sent.file_id("a")
    await sent.keep("c", "3")
    assert [sent.file_id(key) for key in "abc"] == ["1", None, "3"]


async def test_a_picture_sent_again_under_another_file_id_is_known_by_the_newest(files):
    sent = SentPictures(files, size=2)
    for key, file_id in (("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")):
        await sent.keep(key, file_id)
    assert [sent.file_id(key) for key in "abc"] == ["3", None, "4"]


async def test_a_restart_forgets_nothing_but_the_oldest(files):
    before = SentPictures(files)
    for n in range(5):
        await before.keep(f"{n}", f"file {n}")
    after = SentPictures(files, size=3)
    assert after.file_id("4") is None
    await after.load()
    assert [after.file_id(f"{n}") for n in range(5)] == [None, None, "file 2", "file 3", "file 4"]


async def test_a_refused_file_id_is_forgotten_for_good(files):
    sent = SentPictures(files)
    await sent.keep("a", "1")
    await sent.forget("a")
    await sent.forget("never")
    again = SentPictures(files)
    await again.load()
    assert (sent.file_id("a"), again.file_id("a")) == (None, None)
