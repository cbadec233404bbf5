"""`sermadrid config`: the settings, where each comes from, and what is wrong with them."""

import click

from bot.errors import UnknownSettingsError
from bot.settings import load_settings, unknown_settings
from bot.settings_report import markdown_table, rows, slips


@click.command()
@click.option("--check", is_flag=True, help="Only say whether they can be used; unknown ones count as wrong.")
@click.option("--markdown", is_flag=True, help="Print README's table: every setting with its default.")
def config(*, check: bool, markdown: bool) -> None:
    """Print the settings with their sources; secrets are masked."""
    if markdown:
        click.echo(markdown_table(), nl=False)
        return
    settings, unknown = load_settings(), slips(unknown_settings())
    if check:
        if unknown:
            raise UnknownSettingsError("\n".join(unknown))
        click.echo("The settings can be used.")
        return
    shown = rows(settings)
    width = max(len(row.name) for row in shown)
    for row in shown:
        click.echo(f"{row.name:{width}}  {row.value}  ({row.source})")
    for sentence in unknown:
        click.echo(sentence, err=True)
