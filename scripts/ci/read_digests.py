"""What a build pushed: `read_digests.py FILE` prints "name digest" for each image of BuildKit's metadata file.

Exit codes: 0 all three are there, 1 one is missing or is no digest (then nothing is printed, and nothing can be deployed).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

IMAGES = ("backend", "frontend", "nginx")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def read_digests(text: str) -> dict[str, str]:
    """Image to digest. Raises ValueError with what is wrong."""
    built = json.loads(text)
    digests = {}
    for name in IMAGES:
        digest = built.get(name, {}).get("containerimage.digest", "")
        if not DIGEST.fullmatch(digest):
            raise ValueError(f"{name} has no digest: it was not pushed")
        digests[name] = digest
    return digests


def main() -> int:
    path = Path(sys.argv[1])
    try:
        digests = read_digests(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, AttributeError) as error:
        sys.stderr.write(f"{path}: {error}\n")
        return 1
    sys.stdout.write("".join(f"{name} {digest}\n" for name, digest in digests.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
