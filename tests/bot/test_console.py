"""The chat in a terminal: what is typed, and what is printed."""

import asyncio
import io
import os
import pty
import select
import signal

import pytest

from bot.bot_api.entities import parse_html
from bot.callbacks import ShowAt, encode
from bot.console import run_console
from bot.domain import Button, Reply
from bot.screen import styled
from bot.typed_lines import typed_lines
from geodata.places import Point
from tests.bot.dialogues.driver import NOW, PONZANO, FakeServices, picture
from tests.bot.served import PATIENCE, until


@pytest.fixture
def services():
    return FakeServices()


async def chat(services, folder, *lines, language="es"):
    """Everything that is printed when these lines are piped in."""
    output = io.StringIO()
    await run_console(services, io.StringIO("\n".join(lines)), output, folder, language)
    return output.getvalue()


async def test_a_question_prints_its_words_its_buttons_and_its_pictures_file(services, tmp_path):
    printed = await chat(services, tmp_path / "pictures", "Ponzano 20")
    (saved,) = (tmp_path / "pictures").iterdir()
    assert printed == f"[{saved}]\nPonzano 20 09:30\n[1] −1 h  [2] +1 h  [3] Ahora\n\n"
    assert saved.suffix == ".png"
    assert saved.read_bytes() == picture(9)


async def test_a_number_taps_its_button_and_the_message_is_printed_as_it_is_then(services, tmp_path):
    printed = await chat(services, tmp_path, "Ponzano 20", "2", "2")
    assert [line for line in printed.splitlines() if line.startswith("Ponzano")] == [
        "Ponzano 20 09:30",
        "Ponzano 20 10:30",
        "Ponzano 20 11:30",
    ]


async def test_a_number_without_a_button_is_a_message(services, tmp_path):
    await chat(services, tmp_path, "2", "Ponzano 20", "4", "0", "²")
    assert [deed[1] for deed in services.conversation.asked] == ["2", "Ponzano 20", "4", "0", "²"]


async def test_the_same_picture_is_saved_once(services, tmp_path):
    printed = await chat(services, tmp_path, "Ponzano 20", "Ponzano 20")
    assert len(list(tmp_path.iterdir())) == 1
    assert printed.count(".png]") == 2


async def test_a_location_is_shared_with_a_blank_or_a_comma_between(services, tmp_path):
    await chat(services, tmp_path, "/location 40.4378 -3.6994", "/location 40.4378,-3.6994")
    assert services.conversation.asked == [("location", Point(40.4378, -3.6994), None)] * 2


@pytest.mark.parametrize(
    "line",
    ["/location", "/location x y", "/location 40", "/location 91 0", "/location nan 0", "/location 0 181"],
)
async def test_a_location_that_is_none_prints_how_to_write_it(services, tmp_path, line):
    assert "/location LAT LON" in await chat(services, tmp_path, line)
    assert services.conversation.asked == []


async def test_a_link_prints_its_address_and_its_number_prints_it_again(services, tmp_path):
    services.conversation.replies = [
        Reply('Ver <a href="https://madrid.es">aquí</a>', buttons=((Button("Web", url="https://e.es/"),),))
    ]
    printed = await chat(services, tmp_path, "x", "1")
    assert printed == "Ver aquí (https://madrid.es)\n[1] Web: https://e.es/\n\nhttps://e.es/\n"


async def test_what_a_stale_button_says_is_printed(services, tmp_path):
    services.conversation.replies = [
        Reply("x", buttons=((Button("a", "old"),), (Button("b", encode(ShowAt(PONZANO, NOW))),)))
    ]
    printed = await chat(services, tmp_path, "x", "1", "2")
    assert printed.startswith("x\n[1] a\n[2] b\n\n(Ese botón es antiguo")
    assert "Calle de Ponzano, 20 09:30" in printed


async def test_commands_are_the_bots_own(services, tmp_path):
    assert await chat(services, tmp_path, "/start", language="en") == "greeting en\n\n"


async def test_quit_ends_and_blank_lines_are_nothing(services, tmp_path):
    assert await chat(services, tmp_path, "", "   ", "/quit", "Ponzano 20") == ""
    assert services.conversation.asked == []


async def test_a_failure_is_told_and_the_chat_goes_on(services, tmp_path):
    services.conversation.failure = RuntimeError("broken")
    printed = await chat(services, tmp_path, "x", "/help")
    assert "Algo ha fallado" in printed
    assert "help es" in printed
    assert "Traceback" not in printed


async def test_a_plain_file_can_be_the_input(services, tmp_path):
    script = tmp_path / "script.txt"
    script.write_text("Ponzano 20\n2\n", encoding="utf-8")
    output = io.StringIO()
    with script.open(encoding="utf-8") as source:
        await run_console(services, source, output, tmp_path / "pictures")
    assert "Ponzano 20 10:30" in output.getvalue()


async def test_a_pipe_is_answered_while_it_is_open_and_read_to_its_last_line(services, tmp_path):
    entry, exit_ = os.pipe()
    output = io.StringIO()
    with os.fdopen(entry) as source:
        running = asyncio.create_task(run_console(services, source, output, tmp_path))
        os.write(exit_, b"Ponzano 20\nGo")
        await until(lambda: "Ponzano 20" in output.getvalue())
        os.write(exit_, "ya 40\nAlcalá".encode())
        os.close(exit_)
        await asyncio.wait_for(running, PATIENCE)
    assert [deed[1] for deed in services.conversation.asked] == ["Ponzano 20", "Goya 40", "Alcalá"]


async def test_as_many_lines_as_are_piped_in_at_once_are_answered(services, tmp_path):
    entry, exit_ = os.pipe()
    output = io.StringIO()
    os.write(exit_, b"".join(b"Ponzano %d\n" % number for number in range(1, 36)))
    os.close(exit_)
    with os.fdopen(entry) as source:
        await asyncio.wait_for(run_console(services, source, output, tmp_path), PATIENCE)
    answers = [line for line in output.getvalue().splitlines() if line.startswith("Ponzano")]
    assert answers == [f"Ponzano {number} 09:30" for number in range(1, 36)]


async def test_a_terminal_has_a_prompt_and_bold_words(services, tmp_path):
    master, slave = pty.openpty()
    os.write(master, b"Ponzano 20\n/quit\n")
    with (
        os.fdopen(slave, encoding="utf-8") as source,
        os.fdopen(os.dup(slave), "w", encoding="utf-8") as output,
    ):
        await asyncio.wait_for(run_console(services, source, output, tmp_path), PATIENCE)
        printed = ""
        while select.select([master], [], [], 0)[0]:
            printed += os.read(master, 65_536).decode()
    os.close(master)
    assert printed.count("> ") == 2
    assert "\x1b[1mPonzano 20\x1b[0m" in printed


async def test_ctrl_c_leaves_cleanly(services, tmp_path):
    entry, exit_ = os.pipe()
    with os.fdopen(entry) as source:
        output = io.StringIO()
        running = asyncio.create_task(run_console(services, source, output, tmp_path))
        os.write(exit_, b"/help\n")
        await until(output.getvalue)
        signal.raise_signal(signal.SIGINT)
        await asyncio.wait_for(running, PATIENCE)
    os.close(exit_)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


async def test_what_is_no_utf8_is_read_all_the_same():
    entry, exit_ = os.pipe()
    os.write(exit_, b"Alcal\xe1\n")
    os.close(exit_)
    with os.fdopen(entry) as source:
        assert [line async for line in typed_lines(source)] == ["Alcal\ufffd"]


def test_styles_count_letters_beyond_the_basic_plane_once():
    text = styled(parse_html("🅿🅿 <b>Fácil</b> <i>ya</i>"))
    assert text.plain == "🅿🅿 Fácil ya"
    assert [(span.start, span.end, span.style) for span in text.spans] == [(3, 8, "bold"), (9, 11, "italic")]
