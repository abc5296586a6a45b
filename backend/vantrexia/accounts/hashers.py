"""How passwords and recovery codes are hashed: Argon2id (RFC 9106) with parameters a small host can bear.

Django's own parameters take 100 MiB for every sign-in under way; eight at once would be more than everything
else here together. 46 MiB and two passes stay above OWASP's recommendation (46 MiB, one pass). Raising them
re-hashes each password at its next use.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """46 MiB, two passes, one lane."""

    memory_cost = 47_104
    time_cost = 2
    parallelism = 1
