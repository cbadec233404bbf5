"""`sermadrid config`: the settings, where each comes from, and what is wrong with them."""

from collections.abc import Sequence

import click

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, unknown_settings
from bot.settings_report import markdown_table, rows, slips


@click.command()
@click.option("--check", is_flag=True, help="Only say whether they can be used; unknown ones count as wrong.")
@click.option("--markdown", is_flag=True, help="Print README's table: every setting with its default.")
def config(*, check: bool, markdown: bool) -> None:
    """Print the settings with their sources; secrets are masked."""
    if markdown:
        click.echo(markdown_table(), nl=False)
        return
    unknown = slips(unknown_settings())
    settings = _loaded(unknown)
    if check:
        if unknown:
            raise SettingsError("\n".join(unknown))
        click.echo("The settings can be used.")
        return
    shown = rows(settings)
    width = max(len(row.name) for row in shown)
    for row in shown:
        click.echo(f"{row.name:{width}}  {row.value}  ({row.source})")
    for sentence in unknown:
        click.echo(sentence, err=True)


def _loaded(unknown: Sequence[str]) -> Settings:
    """Return the settings; where some are wrong, the unknown ones are said with them."""
    try:
        return load_settings()
    except SettingsError as error:
        raise SettingsError("\n".join((error.details, *unknown))) from None
