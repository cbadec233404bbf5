"""What is under way, told to whoever asks: any administrator may stop what another one, or the clock, began."""

from collections.abc import Iterable

from bot.callbacks import Press, encode
from bot.domain import Button, Buttons, Language, Reply
from bot.services.admin.models import TOPIC
from bot.services.admin.operations import Operation
from bot.texts import percent, plain, say


def name_of(name: str, language: Language) -> str:
    """Return what an operation is called."""
    return say(language, f"admin.name_{name}")


def under_way_line(operation: Operation, language: Language) -> str:
    """Return how far an operation is."""
    name = name_of(operation.name, language)
    return say(language, "admin.under_way", name=name, share=percent(operation.share))


def stop_rows(operations: Iterable[Operation], language: Language) -> Buttons:
    """Return a button for each operation that stops it."""
    return tuple(
        (
            Button(
                plain(say(language, "admin.stop_named", name=name_of(one.name, language))),
                encode(Press(TOPIC, "halt", one.key)),
            ),
        )
        for one in operations
    )


def stopped_page(name: str, language: Language) -> Reply:
    """Return that an operation was stopped."""
    return Reply(say(language, "admin.stopped", name=name_of(name, language)))
