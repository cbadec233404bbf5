"""The command `sermadrid`: each command is imported when it is called, so that an answer starts quickly."""

import sys
from importlib import import_module

import click

from bot.failures import EXPECTED, in_words

COMMANDS = {
    "ask": "bot.commands.ask:ask",
    "chat": "bot.commands.chat:chat",
    "run": "bot.commands.run:run",
    "train": "bot.commands.train:train",
    "data": "bot.commands.data:data",
}

BAD_INPUT = 2
"""Exit status of everything that was refused with a sentence."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command; None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.command(cls=LazyGroup)
@click.version_option(package_name="sermadrid")
def sermadrid() -> None:
    """Will I find a parking space there, then? Madrid's regulated street parking (SER)."""


def main() -> None:
    """Run the command line; what is refused prints its sentence and ends with status 2."""
    try:
        sermadrid()
    except EXPECTED as error:
        click.echo(f"sermadrid: {in_words(error)}", err=True)
        sys.exit(BAD_INPUT)
