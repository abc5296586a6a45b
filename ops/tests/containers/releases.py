"""Releases to deploy: real images, each a thin layer on those of this checkout, broken ones included.

`make_release(name, base=…, prefix=…, layers=(…))` builds the three images of a release. A layer is a module of `layers/`: its `wrap` is
laid around the WSGI entry of the backend; `migration_…` becomes a migration instead.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.containers.engine import run

LAYERS = Path(__file__).with_name("layers")
USERS = {"backend": "10001:10001", "frontend": "10102:10102", "nginx": "10101:10101"}
_LABELS = """FROM {base}
LABEL io.vantrexia.release="{name}" org.opencontainers.image.revision="{name}" org.opencontainers.image.version="{name}"
ENV RELEASE_ID={name}
"""
_CODE = """USER 0
COPY layers /app/config/layers
RUN set -e; for layer in {layers}; do \\
        printf 'from config.layers.%s import wrap\\napplication = wrap(application)\\n' $layer >>/app/config/wsgi.py; \\
    done; \\
    for migration in {migrations}; do \\
        mv /app/config/layers/$migration.py /app/vantrexia/core/migrations/zzzz_${{migration#migration_}}.py; \\
    done; \\
    python3 -m compileall -q -f --invalidation-mode unchecked-hash /app/config /app/vantrexia/core/migrations
"""


def make_release(name: str, *, base: str, prefix: str, layers: Sequence[str] = ()) -> dict[str, str]:
    """Build `PREFIX/backend:NAME` and its two siblings on `BASE/…` (`{}` stands for the image's name); returns their tags."""
    made = {}
    for image, user in USERS.items():
        tag = f"{prefix}/{image}:{name}"
        recipe = _LABELS.format(base=base.format(image), name=name)
        context = Path(tempfile.mkdtemp(prefix="vantrexia-release-"))
        try:
            if image == "backend" and layers:
                migrations = [layer for layer in layers if layer.startswith("migration_")]
                appended = [layer for layer in layers if layer not in migrations]
                recipe += _CODE.format(layers=" ".join(appended), migrations=" ".join(migrations))
                (context / "layers").mkdir()
                for layer in layers:
                    shutil.copy(LAYERS / f"{layer}.py", context / "layers")
            (context / "Dockerfile").write_text(f"{recipe}USER {user}\n")
            run("docker", "build", "--quiet", "--tag", tag, context, environment={"DOCKER_BUILDKIT": "1"})
        finally:
            shutil.rmtree(context)
        made[image] = tag
    return made
