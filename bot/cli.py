"""The command `sermadrid`: each command is imported when it is called, so that an answer starts quickly."""

import logging
from html import unescape
from importlib import import_module
from typing import IO, Any

import click

COMMANDS = {
    "ask": "bot.commands.ask:ask",
    "explain": "bot.commands.explain:explain",
    "chat": "bot.commands.chat:chat",
    "run": "bot.commands.run:run",
    "train": "bot.commands.train:train",
    "data": "bot.commands.data:data",
    "models": "bot.commands.models:models",
    "backtest": "bot.commands.backtest:backtest",
    "plot": "bot.commands.plot:plot",
    "stats": "bot.commands.stats:stats",
    "alerts": "bot.commands.alerts:alerts",
    "config": "bot.commands.config:config",
    "db": "bot.commands.db:db",
    "health": "bot.commands.health:health",
    "skip": "bot.commands.skip:skip",
}


log = logging.getLogger(__name__)


class Refusal(click.ClickException):
    """What was asked for is refused with a sentence, and status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence; among JSON lines it is one."""
        from bot.logs import are_json  # noqa: PLC0415 -- who succeeds does not wait for it

        if are_json():
            log.critical(self.format_message())
        else:
            super().show(file)


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are needed, and whose refusals are sentences."""

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

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a named error ends it with its sentence."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            # Who succeeds does not wait for these.
            from bot.failures import EXPECTED, in_words, named  # noqa: PLC0415

            by_name = named(error)
            if not isinstance(by_name, EXPECTED):
                raise
            raise Refusal(unescape(in_words(by_name))) from error


@click.command(cls=LazyGroup)
@click.version_option(package_name="sermadrid")
def main() -> None:
    """Will I find a parking space there, then? Madrid's regulated street parking (SER)."""
