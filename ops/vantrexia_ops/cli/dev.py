"""`vantrexia dev …`: the demo and its pieces one by one, for development on this checkout."""

from __future__ import annotations

import sys

import click

PORT = click.option(
    "--port", envvar="PORT", type=int, default=8000, show_default=True, help="Port of the web server."
)
STREAM_PORT = click.option(
    "--stream-port",
    envvar="STREAM_PORT",
    type=int,
    help="Port of live updates [default: 8001 or a free one].",
)


@click.group()
def group() -> None:
    """Run the whole product, or a piece of it, from this checkout."""


@group.command(context_settings={"allow_interspersed_args": False})
@PORT
@STREAM_PORT
@click.option("--fresh", is_flag=True, help="Use new data, and leave nothing behind.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def demo(port: int, stream_port: int | None, fresh: bool, command: tuple[str, ...]) -> None:
    """Start everything with a demo practice; Ctrl-C stops it. Port 0 chooses a free one.

    With COMMAND, run that once everything is up and stop again when it has ended.
    """
    from vantrexia_ops.dev.demo import run_demo

    sys.exit(run_demo(port=port, stream_port=stream_port, command=command, is_fresh=fresh))


@group.command()
def reset() -> None:
    """Forget the demo's data and keys."""
    from vantrexia_ops.dev.demo import reset_demo

    reset_demo()


@group.command()
def postgres() -> None:
    """Run PostgreSQL alone until Ctrl-C."""
    from vantrexia_ops.dev.servers import Servers
    from vantrexia_ops.dev.single import serve

    serve("PostgreSQL", Servers.start_postgres)


@group.command()
def valkey() -> None:
    """Run Valkey alone until Ctrl-C."""
    from vantrexia_ops.dev.servers import Servers
    from vantrexia_ops.dev.single import serve

    serve("Valkey", Servers.start_valkey)


@group.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """`manage.py` with the demo's settings and database."""
    from vantrexia_ops.dev.single import run_manage

    run_manage(arguments=arguments)


@group.command()
def shell() -> None:
    """A Python prompt inside the server, on the demo's database."""
    from vantrexia_ops.dev.single import run_manage

    run_manage(arguments=("shell",))


def _add_piece(name: str, summary: str) -> None:
    @group.command(name=name, help=summary)
    @PORT
    @STREAM_PORT
    def run(port: int, stream_port: int | None) -> None:
        from vantrexia_ops.dev.single import run_piece

        run_piece(name=name, port=port, stream_port=stream_port)


for _name, _summary in (
    ("web", "Run the web server in the foreground."),
    ("stream", "Run the server of live updates in the foreground."),
    ("worker", "Run the Celery worker in the foreground."),
    ("beat", "Run the scheduler in the foreground."),
    ("sim", "Run the simulated homes in the foreground."),
):
    _add_piece(_name, _summary)
