"""Lines arrive whole, whatever way the bytes came."""

import asyncio
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed_lines import typed_lines
from tests.bot.served import PATIENCE

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


async def read(source):
    return [line async for line in typed_lines(source)]


@given(st.lists(texts, max_size=8), st.integers(1, 5))
def test_lines_cut_anywhere_come_out_whole(lines, size):
    async def pieces_through_a_pipe():
        entry, exit_ = os.pipe()
        data = "\n".join(lines).encode()
        with os.fdopen(entry) as source:
            reading = asyncio.create_task(read(source))
            for start in range(0, len(data), size):
                os.write(exit_, data[start : start + size])
                await asyncio.sleep(0)
            os.close(exit_)
            return await asyncio.wait_for(reading, PATIENCE)

    expected = [line.strip() for line in lines]
    found = asyncio.run(pieces_through_a_pipe())
    assert found == (expected[:-1] if lines and not lines[-1] else expected)


@pytest.mark.parametrize(
    ("text", "lines"), [("", []), ("a", ["a"]), ("a\nb\n", ["a", "b"]), (" a \r\n\n b", ["a", "", "b"])]
)
async def test_text_in_memory_is_read_as_a_pipe_is(text, lines):
    assert await read(io.StringIO(text)) == lines


async def test_a_prompt_is_shown_before_each_wait():
    shown = []
    lines = [line async for line in typed_lines(io.StringIO("a\nb"), lambda: shown.append("> "))]
    assert (lines, len(shown)) == (["a", "b"], 3)


async def test_nothing_at_all_is_an_end():
    with open(os.devnull, encoding="utf-8") as source:  # noqa: ASYNC230, PTH123 -- the device, not a file to wait for
        assert await read(source) == []


async def test_other_work_goes_on_while_a_line_is_awaited():
    entry, exit_ = os.pipe()
    with os.fdopen(entry) as source:
        reading = asyncio.create_task(read(source))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not reading.done()
        os.write(exit_, b"at last\n")
        os.close(exit_)
        assert await asyncio.wait_for(reading, PATIENCE) == ["at last"]
