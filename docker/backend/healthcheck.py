"""Health of a container of the backend image, without curl and without loading the application.

    healthcheck.py web                 GET /health/ready on port 8000: 200 and the release of this image
    healthcheck.py stream              GET /health/live on port 8001: 200
    healthcheck.py heartbeat [SECONDS] $HEARTBEAT_FILE was touched within SECONDS (60)

Exit code 0 is healthy, 1 is not; the one line printed says why and is kept by the engine.
"""

import http.client
import json
import os
import sys
import time
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 4


def check_http(*, port: int, path: str, expect_release: bool) -> str | None:
    """What is wrong with the answer on loopback, or None."""
    # The server serves its public host only, and only over TLS: say what the proxy would say.
    host = urlsplit(os.environ.get("APP_URL", "")).hostname or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        body = answer.read(65_536)
    except OSError as error:
        return f"no answer on port {port}: {error}"
    finally:
        connection.close()
    if answer.status != 200:
        return f"{path} answered {answer.status}: {body[:300].decode(errors='replace')}"
    if expect_release:
        try:
            release = json.loads(body).get("release")
        except (ValueError, AttributeError):
            return f"{path} is not a JSON object"
        if release != os.environ.get("RELEASE_ID"):
            return f"{path} says release {release!r}, this image is {os.environ.get('RELEASE_ID')!r}"
    return None


def check_heartbeat(*, max_age_seconds: float) -> str | None:
    """What is wrong with the heartbeat file, or None."""
    path = os.environ.get("HEARTBEAT_FILE") or "/tmp/heartbeat"  # noqa: S108 - a tmpfs of this container alone
    try:
        age = time.time() - os.stat(path).st_mtime
    except OSError as error:
        return f"no heartbeat at {path}: {error.strerror}"
    if age > max_age_seconds:
        return f"last heartbeat {age:.0f} s ago, more than {max_age_seconds:.0f} s"
    return None


def main(arguments: list[str]) -> int:
    match arguments:
        case ["web"]:
            problem = check_http(port=8000, path="/health/ready", expect_release=True)
        case ["stream"]:
            problem = check_http(port=8001, path="/health/live", expect_release=False)
        case ["heartbeat"]:
            problem = check_heartbeat(max_age_seconds=60)
        case ["heartbeat", seconds]:
            problem = check_heartbeat(max_age_seconds=float(seconds))
        case _:
            problem = "usage: healthcheck.py web | stream | heartbeat [SECONDS]"
    sys.stdout.write(f"{problem or 'healthy'}\n")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
