"""A PostgreSQL of its own as a container: lets nobody in without TLS, and shows a certificate of a throw-away authority.

container = start_database(image=…, directory=…, issued=…, password=…, words=("--network", …))
show_certificate(container, issued)          from now on it shows another one
"""

from __future__ import annotations

from pathlib import Path

from tests.containers.authority import Issued
from tests.containers.engine import run

_INITIALISE = """
install -m 0600 /tls/server.key "$PGDATA/server.key"
install -m 0644 /tls/server.crt "$PGDATA/server.crt"
printf 'local all all trust\\nhostssl all all all scram-sha-256\\n' >"$PGDATA/pg_hba.conf"
"""
_ON = ("ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key", "log_connections=on", "fsync=off")


def start_database(
    *, image: str, directory: Path, issued: Issued, password: str, words: tuple[str, ...] = ()
) -> str:
    """The id of the container, which was just started; `words` are more of `docker run`. Its authority lies in `directory/ca.pem`."""
    directory.chmod(0o755)  # the server's account reads its certificate there; the directory above is closed
    for name, text in (
        ("server.crt", issued.certificate), ("server.key", issued.key), ("ca.pem", issued.authority), ("tls.sh", _INITIALISE)
    ):  # fmt: skip
        (directory / name).write_text(text)
        (directory / name).chmod(0o644)
    return run(
        *("docker", "run", "--detach", "--rm", *words),
        *("--env", f"POSTGRES_PASSWORD={password}", "--volume", f"{directory}:/tls:ro"),
        *("--volume", f"{directory / 'tls.sh'}:/docker-entrypoint-initdb.d/tls.sh:ro"),
        *(image, "postgres", *(word for setting in _ON for word in ("-c", setting))),
    ).stdout.strip()


def show_certificate(container: str, issued: Issued) -> None:
    """The server shows this certificate to whoever connects from now on; those who are connected are sent away."""
    for name, text in (("server.key", issued.key), ("server.crt", issued.certificate)):
        # Written over and not replaced: the file keeps its owner and its mode.
        write = ("docker", "exec", "--interactive", container, "sh", "-c", f'cat >"$PGDATA/{name}"')
        run(*write, stdin=text)
    ask_database(container, "SELECT pg_reload_conf()")
    ask_database(
        container, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'vantrexia%'"
    )


def ask_database(container: str, sql: str, *, database: str = "postgres") -> list[str]:
    """Lines of the answer, columns by `|`, over the server's own socket."""
    words = ("psql", "--username=postgres", f"--dbname={database}", "-Atc", sql)
    return run("docker", "exec", container, *words).stdout.splitlines()
