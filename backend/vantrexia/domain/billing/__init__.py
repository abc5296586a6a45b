"""Billing rules: from a patient's days, minutes and claims to lines, reasons and flags. Pure; no clock, no
database.

Public: `evaluate_patient` (engine), the facts it takes (`facts`), what it answers (`results`),
`load_rule_book`, `load_amount_book`, `check_practice` (practice_check), `run_vectors` (vectors).

Rules are dated data in `data/`: codes, rule sets per payer, named judgements, amounts. The tables in
`docs/rules/` are generated from them by `tables`.
"""
