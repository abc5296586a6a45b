"""Argon2id with the smallest parameters: the real algorithm, fast enough to sign in a hundred times."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class FastArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
