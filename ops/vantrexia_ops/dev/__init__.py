"""The embedded launcher: the whole product on one machine with nothing installed but Python and Node.

`postgres.EmbeddedPostgres` and `valkey.EmbeddedValkey` run real servers out of Python wheels; `supervisor`
keeps our own processes alive beside them; `demo` tells the story of `make demo`. Never used in production:
there, Compose starts the same processes from images.
"""
