"""The database's roles and what each may do; `statements(...)` is run once by a superuser, and again at will.

- `vantrexia_owner` (NOLOGIN) owns every table; under FORCE ROW LEVEL SECURITY even it sees no practice's rows.
- `vantrexia_migrator` logs in for migrations and becomes the owner.
- `vantrexia_app` is what the server runs as: reads and writes rows, owns nothing, bypasses nothing;
  `vantrexia_app_clone` is its twin for password rotation by alternating users: the one DATABASE_URL names gets
  its login and password here, the other stays as it is, so that processes that run with it go on.
- `vantrexia_backup` reads everything through its own SELECT policies.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from psycopg import sql

APP_USERS = ("vantrexia_app", "vantrexia_app_clone")


def password_of(url: str | None) -> str | None:
    """The password inside a postgresql:// address."""
    if not url:
        return None
    raw = urlsplit(url).password
    return unquote(raw) if raw else None


def user_of(url: str) -> str:
    """Which of the two application roles an address names. Raises ValueError for any other."""
    user = unquote(urlsplit(url).username or "")
    if user not in APP_USERS:
        raise ValueError(f"names the user {user!r}, not {' or '.join(APP_USERS)}")
    return user


def twin_of(user: str) -> str:
    """The other one of the two application roles."""
    return next(other for other in APP_USERS if other != user)


def lock(user: str) -> sql.Composed:
    """Nobody logs in as this role any more; who is connected stays."""
    return sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL").format(sql.Identifier(user))


def statements(
    *,
    database: str,
    app_user: str,
    app_password: str | None,
    migrator_password: str | None,
    backup_password: str | None,
) -> list[sql.SQL | sql.Composed]:
    """Idempotent statements that create the roles, give them their rights, and set passwords where given."""
    roles = [
        ("vantrexia_owner", "NOLOGIN", None),
        ("vantrexia_migrator", "LOGIN NOINHERIT", migrator_password),
        (app_user, "LOGIN", app_password),
        (twin_of(app_user), None, None),
        ("vantrexia_backup", "LOGIN", backup_password),
    ]
    made: list[sql.SQL | sql.Composed] = []
    for name, login, password in roles:
        role = sql.Identifier(name)
        made.append(
            sql.SQL(
                "DO $$ BEGIN CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS; "
                "EXCEPTION WHEN duplicate_object THEN NULL; WHEN unique_violation THEN NULL; END $$"
            ).format(role)
        )
        # The twin may be in use until a rotation is over: it keeps what it has; a new role cannot log in.
        if login is not None:
            made.append(sql.SQL("ALTER ROLE {} {}").format(role, sql.SQL(login)))
        if password:
            made.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
    owner, app = sql.Identifier("vantrexia_owner"), sql.Identifier("vantrexia_app")
    base = sql.Identifier(database)
    made += [
        sql.SQL("GRANT {} TO vantrexia_migrator").format(owner),
        sql.SQL("GRANT {} TO vantrexia_app_clone").format(app),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(base),
        sql.SQL(
            "GRANT CONNECT ON DATABASE {} TO vantrexia_migrator, vantrexia_app, vantrexia_app_clone, vantrexia_backup"
        ).format(base),
        sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(base, owner),
        sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(base, app),
        sql.SQL("CREATE EXTENSION IF NOT EXISTS btree_gist"),
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO vantrexia_app, vantrexia_backup, vantrexia_migrator"),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}"
        ).format(owner, app),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}"
        ).format(owner, app),
        sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC").format(owner),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {}"
        ).format(owner, app),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT SELECT ON TABLES TO vantrexia_backup"
        ).format(owner),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT SELECT ON SEQUENCES TO vantrexia_backup"
        ).format(owner),
    ]
    return made
