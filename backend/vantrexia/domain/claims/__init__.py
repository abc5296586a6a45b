"""Claims out and money back, pure: no clock, no database.

Out: the claim as types (`model`), what is wrong with it before a payer says so (`checks`), and its forms: 837P
(`write_837p`), superbill (`superbill`), CMS-1500 (`cms1500`), FHIR R4 (`fhir_claim`).
Back: 999 (`read_999`), 277CA (`read_277ca`), 835 (`read_835`, balanced by `balance`), and what its codes mean and
ask for (`denials`). X12 itself, segments and envelopes: `x12` and `envelope`. How a wrong claim is put right:
`corrections`.

X12 loops and elements are those of the guides 005010X222A1 (837P), X231A1 (999), X214 (277CA), X221A1 (835).
"""
