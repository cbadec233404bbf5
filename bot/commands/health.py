"""`sermadrid health`: asks the bot that runs on this machine, for container health checks."""

from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from bot.errors import NoWebServerError
from bot.settings import load_settings

SECONDS = 4.0
"""The checks behind /readyz take two at most."""

UNHEALTHY = 1
"""Not 2, which Docker reserves."""

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- where a server at all addresses is asked


@click.command()
@click.option("--ready", is_flag=True, help="Ask whether it is ready, not only alive.")
@click.pass_context
def health(context: click.Context, *, ready: bool) -> None:
    """Ask the running bot how it is; the status is 0 when it is well."""
    settings = load_settings()
    if not settings.http_port:
        raise NoWebServerError
    host = EVERYWHERE.get(settings.http_host, settings.http_host)
    place = f"[{host}]" if ":" in host else host
    try:
        with urlopen(
            f"http://{place}:{settings.http_port}/{'readyz' if ready else 'healthz'}", timeout=SECONDS
        ) as answer:
            click.echo(answer.read().decode().strip())
    except HTTPError as error:
        click.echo(error.read().decode().strip(), err=True)
        context.exit(UNHEALTHY)
    except (URLError, OSError) as error:
        click.echo(f"It does not answer: {error}", err=True)
        context.exit(UNHEALTHY)
