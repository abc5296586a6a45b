"""A clearinghouse and payers to practise on: 837P in, 999, 277CA and 835 out, through two directories.

Ours, described in docs/clearinghouse.md: no real payer answers like this in every point. It reads claims with `pyx12`,
knows nothing of the server's tables or code, and decides by the content of the claims and a scenario file, so that the
same files get the same answers.

`exchange.run_exchange(…)` does one round; `reading` receives, `intake` takes claims in or refuses them, `deciding` pays,
denies and reduces, `reversing` takes back, `write_999`, `write_277ca`, `write_835` answer, `state` remembers.
"""
