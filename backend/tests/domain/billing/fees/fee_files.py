"""Files in the published layouts with invented rows: titles, split headers, notes under the table. No official text."""

from __future__ import annotations

CODES = frozenset({"99445", "99454", "99457", "99458", "99470", "99091", "99453"})
RVU_HEADER = [
    ",,{year} National Physician Fee Schedule Relative Value File October Release,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
    '"CODES, TEXTS AND NUMBERS BELOW ARE INVENTED",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,',
    ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,ENDO,CONV,"
    "DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT",
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,"
    "PROC,SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT",
]


def rvu_line(
    code: str,
    *,
    work: str = "0.00",
    pe: str = "1.55",
    facility: str = "1.50",
    mp: str = "0.01",
    factor: str = "33.4009",
    mod: str = "",
) -> str:
    return f'{code},{mod},"INVENTED, TEXT",A,,{work},{pe},,{facility},,{mp},1.56,1.56,9,000,0,0,0,0,0,0,0,0,,{factor},9,0,99,0,0,0'


def rvu_file(*lines: str, year: int = 2026) -> bytes:
    return "\r\n".join([line.replace("{year}", str(year)) for line in RVU_HEADER] + list(lines)).encode(
        "cp1252"
    )


def gpci_file(*lines: str, year: int = 2026) -> bytes:
    header = [
        f"ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES,,,,,,",
        "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        f"{year} PW GPCI (with 1.0 Floor),{year} PE GPCI,{year} MP GPCI",
    ]
    return "\n".join([*header, *lines, "* a note under the table,,,,,,"]).encode()


def ptp_file(*lines: str) -> bytes:
    header = [
        "A NOTICE ABOVE THE TABLE",
        "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date *=no data\t"
        "Modifier 0=not allowed 1=allowed 9=not applicable\tPTP Edit Rationale",
    ]
    return "\n".join([*header, *lines]).encode()


def mue_file(*lines: str) -> bytes:
    header = [
        '"A NOTICE,\nover two lines",,,',
        '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale',
    ]
    return "\n".join([*header, *lines]).encode()
