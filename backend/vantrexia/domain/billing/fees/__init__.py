"""Files of money and limits a practice loads: CMS RVU and GPCI, NCCI PTP and MUE, commercial rates.

One module per layout; each turns a file into rows of plain data or refuses it whole with line and reason
(`FileRefused`). Only the codes of our code book are kept: official descriptions are licensed and never read.
"""
