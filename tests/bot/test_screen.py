"""What the terminal shows of what the bot sends."""

import io

import pytest

from bot.bot_api import BotApi, Person
from bot.bot_api.keyboards import InlineButton
from bot.bot_api.parameters import Upload
from bot.screen import Screen, pressed
from tests.bot.bot_api_calls import call, keyboard
from tests.bot.dialogues.driver import picture


class Terminal:
    """A screen that shows what the bot sends to somebody."""

    def __init__(self, folder):
        self.output, self.folder, self.api = io.StringIO(), folder, BotApi()
        self.screen = Screen(self.output, folder)
        self.api.listen(self.screen.show)
        Person(self.api, 7).types("hola")

    def sends(self, method, files=None, **fields):
        """What is printed for a call."""
        before = len(self.output.getvalue())
        call(self.api, method, files, chat_id=7, **fields)
        return self.output.getvalue()[before:]


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path / "pictures")


def test_a_document_is_saved_under_its_name_and_its_path_printed(terminal):
    printed = terminal.sends("sendDocument", {"document": Upload(b"BEGIN", "plaza.ics")}, caption="tu plaza")
    path = terminal.folder / "plaza.ics"
    assert printed == f"[{path}]\ntu plaza\n\n"
    assert path.read_bytes() == b"BEGIN"


def test_another_document_of_that_name_does_not_take_its_place(terminal):
    document = Upload(b"uno", "plaza.ics")
    assert terminal.sends("sendDocument", {"document": document}) == terminal.sends(
        "sendDocument", {"document": document}
    )
    terminal.sends("sendDocument", {"document": Upload(b"dos", "plaza.ics")})
    saved = {path.name: path.read_bytes() for path in terminal.folder.iterdir()}
    assert saved.pop("plaza.ics") == b"uno"
    ((name, data),) = saved.items()
    assert (name.endswith("-plaza.ics"), data) == (True, b"dos")


def test_a_picture_without_words_has_no_empty_line(terminal):
    printed = terminal.sends("sendPhoto", {"photo": picture(1)})
    (saved,) = terminal.folder.iterdir()
    assert printed == f"[{saved}]\n\n"


def test_a_point_is_printed_in_degrees(terminal):
    point = {"latitude": 40.43783, "longitude": -3.69941}
    assert terminal.sends("sendLocation", **point) == "📍 40.43783, -3.69941\n\n"
    printed = terminal.sends("sendVenue", **point, title="Bar", address="Ponzano, 20")
    assert printed == "📍 Bar, Ponzano, 20 (40.43783, -3.69941)\n\n"


def test_buttons_say_what_they_do_by_themselves(terminal):
    buttons = [
        {"text": "+1 h", "callback_data": "plus"},
        {"text": "Copiar", "copy_text": {"text": "Goya, 40"}},
        {"text": "Compartir", "switch_inline_query": "Goya"},
        {"text": "Buscar", "switch_inline_query_current_chat": ""},
    ]
    printed = terminal.sends("sendMessage", text="x", reply_markup=keyboard(*buttons))
    assert printed.splitlines()[1] == (
        "[1] +1 h  [2] Copiar: Goya, 40  [3] Compartir: @sermadrid_bot Goya  [4] Buscar: @sermadrid_bot"
    )


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (InlineButton("a", data="x"), None),
        (InlineButton("a", url="https://e.es/"), "https://e.es/"),
        (InlineButton("a", copied="Goya, 40"), "Goya, 40"),
        (InlineButton("a", shared="Goya"), "@sermadrid_bot Goya"),
        (InlineButton("a", asked_here=""), "@sermadrid_bot"),
    ],
)
def test_a_pressed_button_asks_the_bot_or_says_what_it_does(button, words):
    assert pressed(button) == words


def test_an_inline_message_is_somewhere_else(terminal):
    ana = Person(terminal.api, 7)
    query = ana.asks_inline("x")["inline_query"]["id"]
    text = {"message_text": "Fácil"}
    article = {"type": "article", "id": "a", "title": "Goya", "input_message_content": text}
    call(terminal.api, "answerInlineQuery", inline_query_id=query, results=[article])
    ana.chooses(query, "a")
    (message,) = terminal.api.state.inline_messages
    call(terminal.api, "editMessageText", inline_message_id=message, text="Difícil")
    assert terminal.output.getvalue() == ""
