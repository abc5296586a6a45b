"""What keeps money from being sent, in a few words without values, for sums over many lines: `name_hold(key, language=…)`.

A flag's own sentence (`flag_texts`) names days and codes of one patient; a report adds lines of many.
"""

from __future__ import annotations

from collections.abc import Mapping

# key: English, Spanish. Every flag that holds, and what is no flag.
WORDS: Mapping[str, tuple[str, str]] = {
    "not_sent": ("Ready, not sent yet", "Listo, aún sin enviar"),
    "claim_blocked": ("The claim has a problem", "La reclamación tiene un problema"),
    "NO_CONSENT": ("No consent on file", "Sin consentimiento registrado"),
    "NOT_ENROLLED": ("Patient not enrolled", "Paciente no inscrito"),
    "NOT_ESTABLISHED": (
        "Patient not established with the practice",
        "Paciente no establecido en el consultorio",
    ),
    "BILLED_WITHOUT_BASIS": ("Billed although nothing may be", "Facturado sin que nada pueda facturarse"),
    "CONSENT_AFTER_SERVICE": (
        "Work or data before the consent",
        "Trabajo o datos anteriores al consentimiento",
    ),
    "END_BEFORE_START": ("Monitoring ended before it began", "La monitorización terminó antes de empezar"),
    "OTHER_PRACTICE": ("Another practice billed the same days", "Otro consultorio facturó los mismos días"),
    "RTM_OVERLAP": ("Therapeutic monitoring overlaps", "Se solapa con monitorización terapéutica"),
    "BILLED_IN_BLOCKED_PERIOD": ("Billed in a blocked period", "Facturado en un período bloqueado"),
    "TYPED_READINGS_IN_DAY_COUNT": (
        "Typed readings in the day count",
        "Lecturas escritas en la cuenta de días",
    ),
    "CONTACT_WITHOUT_PERSON": ("A live contact reached nobody", "Un contacto en vivo no llegó a nadie"),
    "DATA_AFTER_END": ("Data after monitoring ended", "Datos posteriores al fin de la monitorización"),
    "BARELY_OVER_BACKDATED": (
        "Minutes barely over, with a back-dated entry",
        "Minutos justos, con una entrada retroactiva",
    ),
    "LATE_ENTRY_UNCONFIRMED": ("A late entry without a second person", "Entrada tardía sin segunda persona"),
    "TIME_ENTRY_HELD": ("Time is held", "Hay tiempo retenido"),
    "TWO_SUPPLY_LINES": ("Two supply lines in a period", "Dos líneas de suministro en un período"),
    "DIAGNOSIS_NOT_COVERED": ("Diagnosis not covered", "Diagnóstico no cubierto"),
    "RULE_SET_UNCONFIRMED": (
        "The rules of the year are unconfirmed",
        "Las reglas del año no están confirmadas",
    ),
    "CLINICIAN_AND_TIME": ("99091 beside time codes", "99091 junto a códigos de tiempo"),
    "NO_COVERAGE": ("No coverage known", "Sin cobertura conocida"),
    "NOT_SUPPORTED": ("The facts do not show the line", "Los hechos no muestran la línea"),
}


def name_hold(key: str, *, language: str) -> str:
    """The words; a key without any is shown as it is."""
    words = WORDS.get(key)
    return key.replace("_", " ").lower() if words is None else words[int(language.lower().startswith("es"))]
