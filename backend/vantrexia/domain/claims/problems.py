"""What is wrong with a claim, by code and field: `Problem`, `TEXTS`.

A problem names a field of the claim (`lines[1].units`) and carries no value of it: problems are listed, logged and
exported. The sentence is rendered by code and language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default

from vantrexia.domain.errors import DomainError
from vantrexia.domain.plurals import fill

# code: English, Spanish. Parameters are codes, numbers and dates of services, never of persons.
TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("A value is missing.", "Falta un valor."),
    "bad_claim_id": (
        "The claim id must have 1 to 20 letters, digits or dashes.",
        "El número de reclamación debe tener de 1 a 20 letras, dígitos o guiones.",
    ),
    "bad_npi": (
        "The NPI's check digit is wrong.",
        "El dígito de control del NPI es incorrecto.",
    ),
    "bad_tin": ("The tax number must have nine digits.", "El número fiscal debe tener nueve dígitos."),
    "bad_taxonomy": (
        "A taxonomy code has ten characters and ends with X.",
        "Un código de taxonomía tiene diez caracteres y termina en X.",
    ),
    "bad_state": ("This is not a state or territory.", "No es un estado ni un territorio."),
    "bad_zip": ("A ZIP code has five or nine digits.", "Un código ZIP tiene cinco o nueve dígitos."),
    "short_zip": (
        "A billing provider's ZIP code needs all nine digits.",
        "El código ZIP de quien factura necesita los nueve dígitos.",
    ),
    "post_office_box": (
        "A billing provider's address must be a street, not a box.",
        "La dirección de quien factura debe ser una calle, no un apartado.",
    ),
    "bad_sex": ("Sex must be M, F or U.", "El sexo debe ser M, F o U."),
    "bad_mbi": (
        "The member id does not have the form of a Medicare number (MBI).",
        "El número de afiliado no tiene la forma de un número de Medicare (MBI).",
    ),
    "subscriber_missing": (
        "The patient is not the subscriber, and the subscriber's name and birth date are missing.",
        "El paciente no es el titular, y faltan el nombre y la fecha de nacimiento del titular.",
    ),
    "bad_character": (
        "It holds a character that a claim cannot carry.",
        "Contiene un carácter que una reclamación no puede llevar.",
    ),
    "no_diagnosis": ("A claim needs a diagnosis.", "Una reclamación necesita un diagnóstico."),
    "too_many_diagnoses": (
        "A claim takes 12 diagnoses at most.",
        "Una reclamación admite 12 diagnósticos como máximo.",
    ),
    "bad_diagnosis": (
        "This is not the form of an ICD-10-CM code.",
        "No tiene la forma de un código ICD-10-CM.",
    ),
    "duplicate_diagnosis": ("The same diagnosis stands twice.", "El mismo diagnóstico aparece dos veces."),
    "bad_pointer": (
        "A line points to one to four diagnoses, each once.",
        "Una línea señala de uno a cuatro diagnósticos, cada uno una vez.",
    ),
    "pointer_outside": (
        "A line points to a diagnosis that the claim does not have.",
        "Una línea señala un diagnóstico que la reclamación no tiene.",
    ),
    "no_lines": ("A claim needs a line.", "Una reclamación necesita una línea."),
    "too_many_lines": (
        "A claim takes 50 lines at most.",
        "Una reclamación admite 50 líneas como máximo.",
    ),
    "duplicate_control": (
        "Two lines have the same control number.",
        "Dos líneas tienen el mismo número de control.",
    ),
    "duplicate_line": (
        "{code} stands twice with the same date of service.",
        "{code} aparece dos veces con la misma fecha de servicio.",
    ),
    "bad_charge": (
        "A charge must be more than 0 and have at most two decimals.",
        "Un cargo debe ser mayor que 0 y tener dos decimales como máximo.",
    ),
    "total_mismatch": (
        "The claim's total is not the sum of its lines.",
        "El total de la reclamación no es la suma de sus líneas.",
    ),
    "bad_units": ("Units must be 1 or more.", "Las unidades deben ser 1 o más."),
    "units_over_limit": (
        "{code} allows {limit} {limit:unit|units} at most.",
        "{code} admite {limit} {limit:unidad|unidades} como máximo.",
    ),
    "born_after_service": (
        "The date of service lies before the birth date.",
        "La fecha de servicio es anterior a la de nacimiento.",
    ),
    "born_in_future": ("The birth date has not come.", "La fecha de nacimiento no ha llegado."),
    "service_in_future": ("The date of service has not come.", "La fecha de servicio no ha llegado."),
    "service_after_death": (
        "The date of service lies after the patient's death.",
        "La fecha de servicio es posterior al fallecimiento.",
    ),
    "outside_period": (
        "The date of service lies outside the period it was earned in.",
        "La fecha de servicio está fuera del período en que se ganó.",
    ),
    "outside_coverage": (
        "The coverage does not hold on the date of service.",
        "La cobertura no rige en la fecha de servicio.",
    ),
    "filed_late": (
        "The payer's time for filing ended on {last}.",
        "El plazo del pagador terminó el {last}.",
    ),
    "unknown_code": (
        "{code} is no code of the rule set {rule_set}, which holds on the date of service.",
        "{code} no es un código del conjunto {rule_set}, que rige en la fecha de servicio.",
    ),
    "unknown_payer": ("No rule set knows this payer.", "Ningún conjunto de reglas conoce a este pagador."),
    "rule_set_unconfirmed": (
        "The rule set {rule_set} is not confirmed by a person: nothing leaves.",
        "Ninguna persona ha confirmado el conjunto {rule_set}: no sale nada.",
    ),
    "diagnosis_not_covered": (
        "The payer covers monitoring for other diagnoses only.",
        "El pagador cubre la monitorización solo con otros diagnósticos.",
    ),
    "exclusive_codes": (
        "{code} and {other} exclude each other in the same period.",
        "{code} y {other} se excluyen en el mismo período.",
    ),
    "rival_programs": (
        "{code} and {other}: physiologic and therapeutic monitoring are not billed together.",
        "{code} y {other}: la monitorización fisiológica y la terapéutica no se facturan juntas.",
    ),
    "pair_never": (
        "{code} is never paid with {other} on one date (NCCI).",
        "{code} nunca se paga con {other} en una misma fecha (NCCI).",
    ),
    "pair_edit": (
        "{code} with {other} on one date needs a modifier that the record supports (NCCI).",
        "{code} con {other} en una misma fecha necesita un modificador que respalde el expediente (NCCI).",
    ),
    "billing_missing": (
        "No billing provider is set for claims.",
        "No hay un proveedor de facturación configurado.",
    ),
    "rendering_missing": (
        "No rendering provider is set or matches the order.",
        "No hay un profesional configurado ni que corresponda a la orden.",
    ),
    "coverage_missing": (
        "No coverage holds on the date of service.",
        "Ninguna cobertura rige en la fecha de servicio.",
    ),
    "self_pay": ("The patient pays; no claim is sent.", "Paga el paciente; no se envía reclamación."),
    "base_missing": (
        "{code} needs {base} on the same claim with the same date of service.",
        "{code} necesita {base} en la misma reclamación con la misma fecha de servicio.",
    ),
    "bad_place": (
        "Monitoring is billed with the place where the practitioner works, not as telehealth (02, 10).",
        "La monitorización se factura con el lugar donde trabaja el profesional, no como telesalud (02, 10).",
    ),
    "telehealth_modifier": (
        "Monitoring carries no telehealth modifier (93, 95, GT, GQ).",
        "La monitorización no lleva modificador de telesalud (93, 95, GT, GQ).",
    ),
    "bad_modifier": (
        "A line takes up to four modifiers of two characters, each once.",
        "Una línea admite hasta cuatro modificadores de dos caracteres, cada uno una vez.",
    ),
    "frequency_not_taken": (
        "This payer takes original claims only; correct it by a reopening or a new claim.",
        "Este pagador solo acepta reclamaciones originales; corríjala con una reapertura o una nueva.",
    ),
    "payer_claim_missing": (
        "A replacement or void needs the payer's own claim number.",
        "Una sustitución o anulación necesita el número de reclamación del pagador.",
    ),
    "bad_frequency": ("Frequency must be 1, 7 or 8.", "La frecuencia debe ser 1, 7 u 8."),
    "ordering_missing": (
        "This payer wants the ordering provider.",
        "Este pagador exige el profesional que ordena.",
    ),
    "second_opinion": (
        "The X12 validator refuses this: {note}",
        "El validador X12 lo rechaza: {note}",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `field` is a path in the claim, `code` a key of TEXTS."""

    code: str
    field: str
    params: Mapping[str, str] = default(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The sentence; English for a language we lack. Raises `unknown_problem`."""
        if self.code not in TEXTS:
            raise DomainError("unknown_problem", f"There is no text for the problem {self.code}.")
        english, spanish = TEXTS[self.code]
        return fill(spanish if language.lower().startswith("es") else english, self.params)
