"""Spanish: the rule browser (codes, rule sets, judgements), where a number comes from, notes on thresholds.

Names of publications stay as published; what we add to them is translated.
"""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # codes, in our own words
    "Set-up of the device and teaching the patient": "Instalación del dispositivo y enseñanza al paciente",
    "Device supply, 2 to 15 days of data in 30 days": "Suministro del dispositivo, de 2 a 15 días con datos en 30 días",
    "Device supply, 16 to 30 days of data in 30 days": "Suministro del dispositivo, de 16 a 30 días con datos en 30 días",
    "Treatment management, first 10 minutes of a month": "Gestión del tratamiento, primeros 10 minutos del mes",
    "Treatment management, first 20 minutes of a month": "Gestión del tratamiento, primeros 20 minutos del mes",
    "Treatment management, each further full 20 minutes": "Gestión del tratamiento, cada 20 minutos completos más",
    "Data reading by physician or QHP, 30 minutes in 30 days": "Lectura de datos por un médico u otro profesional habilitado (QHP), "
    "30 minutos en 30 días",
    "Therapeutic monitoring: set-up and teaching": "Monitorización terapéutica: instalación y enseñanza",
    "Respiratory supply, 2 to 15 days in 30 days": "Suministro respiratorio, de 2 a 15 días en 30 días",
    "Respiratory supply, 16 to 30 days in 30 days": "Suministro respiratorio, de 16 a 30 días en 30 días",
    "Musculoskeletal supply, 2 to 15 days in 30 days": "Suministro musculoesquelético, de 2 a 15 días en 30 días",
    "Musculoskeletal supply, 16 to 30 days in 30 days": "Suministro musculoesquelético, de 16 a 30 días en 30 días",
    "Cognitive behavioural supply, 2 to 15 days in 30 days": "Suministro cognitivo-conductual, de 2 a 15 días en 30 días",
    "Cognitive behavioural supply, 16 to 30 days in 30 days": "Suministro cognitivo-conductual, de 16 a 30 días en 30 días",
    "Therapeutic monitoring, first 10 minutes of a month": "Monitorización terapéutica, primeros 10 minutos del mes",
    "Therapeutic monitoring, first 20 minutes of a month": "Monitorización terapéutica, primeros 20 minutos del mes",
    "Therapeutic monitoring, each further full 20 minutes": "Monitorización terapéutica, cada 20 minutos completos más",
    # rule sets
    "Medicare, dates of service to 2025-12-31": "Medicare, fechas de servicio hasta el 2025-12-31",
    "Medicare, dates of service in 2026": "Medicare, fechas de servicio de 2026",
    "Medicare, dates of service from 2027-01-01 (unconfirmed: computed with the numbers of 2026)": "Medicare, fechas de servicio desde "
    "el 2027-01-01 (sin confirmar: se calcula con los números de 2026)",
    "UnitedHealthcare, announced limits of 2026 (start postponed, date unknown)": "UnitedHealthcare, límites anunciados para 2026 "
    "(inicio aplazado, fecha desconocida)",
    "No person has read the CY2027 final rule yet.": "Ninguna persona ha leído aún la norma final de 2027 (CY2027).",
    "The payer postponed its 2026 policy; confirm its start and its list of diagnoses.": "El pagador aplazó su política de 2026; "
    "confirme su inicio y su lista de diagnósticos.",
    # who says so
    "CY2021 PFS final rule, 85 FR 84472, corrected 86 FR 5020": "Norma final del PFS de 2021 (CY2021), 85 FR 84472, corregida en 86 FR "
    "5020",
    "CY2024 PFS final rule, 88 FR 78818": "Norma final del PFS de 2024 (CY2024), 88 FR 78818",
    "CY2025 PFS final rule, 89 FR 97710": "Norma final del PFS de 2025 (CY2025), 89 FR 97710",
    "CY2026 PFS final rule, 90 FR 49266": "Norma final del PFS de 2026 (CY2026), 90 FR 49266",
    "CY2026 PFS final rule, 90 FR 49266 (CMS-1832-F)": "Norma final del PFS de 2026 (CY2026), 90 FR 49266 (CMS-1832-F)",
    "CY2026 PFS final rule, 90 FR 49266; contractor-priced": "Norma final del PFS de 2026 (CY2026), 90 FR 49266; el precio lo fija el "
    "contratista",
    "CY2027 PFS final rule: not read": "Norma final del PFS de 2027 (CY2027): sin leer",
    "Correction CMS-1832-F2, 91 FR 12071": "Corrección CMS-1832-F2, 91 FR 12071",
    "CY2021 PFS final rule, 85 FR 84472 (16 days)": "Norma final del PFS de 2021 (CY2021), 85 FR 84472 (16 días)",
    "CY2021 PFS final rule, 85 FR 84472 (16 days, one practitioner, once per 30 days)": "Norma final del PFS de 2021 (CY2021), 85 FR "
    "84472 (16 días, un solo profesional, una vez cada 30 días)",
    "CPT 2025; CY2024 PFS final rule, 88 FR 78818 (no data-day minimum)": "CPT 2025; norma final del PFS de 2024 (CY2024), 88 FR 78818 "
    "(sin mínimo de días con datos)",
    "CPT; CMS MUE file: 3 units, MAI 3": "CPT; archivo MUE de CMS: 3 unidades, MAI 3",
    "CPT; rules section 3.4": "CPT; sección 3.4 de las reglas",
    "CPT 2025 (rules section 4)": "CPT 2025 (sección 4 de las reglas)",
    "CPT 2025 (rules section 4); contractor-priced": "CPT 2025 (sección 4 de las reglas); el precio lo fija el contratista",
    "CPT 2026 (rules section 4)": "CPT 2026 (sección 4 de las reglas)",
    "CPT 2026 guideline as reported by imstx.net; some pages still print 16": "Guía de CPT 2026 según imstx.net; algunas páginas aún "
    "indican 16",
    "beckerspayer.com on the postponed UnitedHealthcare policy (rules section 6)": "beckerspayer.com sobre la política aplazada de "
    "UnitedHealthcare (sección 6 de las reglas)",
    "rules section 6": "sección 6 de las reglas",
    "rules section 6; more than 16 hours is held": "sección 6 de las reglas; más de 16 horas se retiene",
    # judgements
    "A data day is a date in this zone; the offset in a message only fixes the instant.": "Un día con datos es una fecha en esta zona; "
    "la diferencia horaria de un mensaje solo fija el instante.",
    "A calendar month for time begins at midnight in this zone.": "El mes natural para el tiempo empieza a medianoche en esta zona.",
    "Day 1 is the latest of consent date, enrolment date and first completed set-up.": "El día 1 es la última de estas fechas: "
    "consentimiento, inscripción y primera instalación completa.",
    "A time entry that crosses a start or end moment is clipped; what is left of a call is still a contact.": "Una entrada de tiempo "
    "que cruza un inicio o un final se recorta; lo que queda de una llamada sigue siendo un contacto.",
    "Periods follow each other from day 1, 30 calendar days each, never sliding or stretched.": "Los periodos se suceden desde el día "
    "1, de 30 días naturales cada uno; nunca se desplazan ni se alargan.",
    "Days of several devices: their union, or the days of the best single device.": "Días de varios dispositivos: su unión, o los del "
    "mejor de ellos.",
    "A reading counts on the day it was measured, however late it arrives.": "Una lectura cuenta el día en que se midió, por tarde que "
    "llegue.",
    "A supply line leaves when its period is closed.": "Una línea de suministro sale cuando su periodo se ha cerrado.",
    "Date of service of supply.": "Fecha de servicio del suministro.",
    "Date of service of set-up: the period's end, or the day on which the minimum of days was met.": "Fecha de servicio de la "
    "instalación: el final del periodo, o el día en que se alcanzó el mínimo de días.",
    "Set-up goes with the first unblocked period that meets the minimum and ends on or after the taught set-up.": "La instalación va "
    "con el primer periodo sin bloqueo que alcanza el mínimo y termina el día de la instalación enseñada o después.",
    "The first of death, withdrawal and discharge cuts the running period and the month's date of service.": "Lo primero que ocurra "
    "entre fallecimiento, retirada y alta corta el periodo en curso y la fecha de servicio del mes.",
    "Who earns minutes and contacts.": "Quién gana minutos y contactos.",
    "Known roles whose time never counts. Any other role is refused.": "Funciones conocidas cuyo tiempo nunca cuenta. Cualquier otra se "
    "rechaza.",
    "Physician and other qualified professionals whose own minutes count for 99091.": "Médico y otros profesionales habilitados cuyos "
    "propios minutos cuentan para 99091.",
    "Never a live contact, whatever the flag says.": "Nunca un contacto en vivo, diga lo que diga la marca.",
    "Activities that earn minutes.": "Actividades que ganan minutos.",
    "Known activities that never earn minutes. Any other activity is refused.": "Actividades conocidas que nunca ganan minutos. "
    "Cualquier otra se rechaza.",
    "A minute also logged as one of these is not counted at all.": "Un minuto registrado también como una de estas no se cuenta.",
    "Other time on the day of an E/M counts and is warned about; only the E/M entry is excluded.": "El resto del tiempo del día de una "
    "visita E/M cuenta y se avisa de ello; solo se excluye la entrada E/M.",
    "Time of several people at once is counted once (union of intervals).": "El tiempo de varias personas a la vez se cuenta una sola "
    "vez (unión de intervalos).",
    "An entry over local midnight at a month's end is split; a call so split is a contact in both months.": "Una entrada que pasa la "
    "medianoche local de fin de mes se divide; una llamada así dividida es un contacto en ambos meses.",
    "Most units of the add-on in a month (MUE); more is cut and flagged.": "Máximo de unidades del código adicional en un mes (MUE); lo "
    "que exceda se corta y se señala.",
    "Date of service of 99091: the period's end, or the day on which the 30 minutes were complete.": "Fecha de servicio de 99091: el "
    "final del periodo, o el día en que se completaron los 30 minutos.",
    "99091 waits until every month its period touches has ended, and needs no supply code.": "99091 espera a que terminen todos los "
    "meses que toca su periodo, y no necesita código de suministro.",
    "Days an earlier supply claim occupies from its first day, however short it was cut.": "Días que ocupa una reclamación de "
    "suministro anterior desde su primer día, por mucho que se cortara.",
    "A supply claim that starts before day 1 moves day 1 to the end of the days it occupies.": "Una reclamación de suministro que "
    "empieza antes del día 1 mueve el día 1 al final de los días que ocupa.",
    "Any other overlapping supply claim blocks the periods it overlaps.": "Cualquier otra reclamación de suministro que se superponga "
    "bloquea los periodos que toca.",
    "An add-on earned after its base was billed takes the billed base's date of service, on a corrected claim.": "Un código adicional "
    "ganado después de facturar su base lleva la fecha de servicio de la base facturada, en una reclamación corregida.",
    "Another practice's supply claim leaves our time codes standing but holds them.": "La reclamación de suministro de otro consultorio "
    "deja en pie nuestros códigos de tiempo, pero los retiene.",
    "Any overlap of an RTM supply or time claim with the 30 days or the month blocks RPM there.": "Si una reclamación RTM de suministro "
    "o tiempo se superpone con los 30 días o el mes, ahí se bloquea RPM.",
    "Date of service of time codes: the month's last day, or the day monitoring ended.": "Fecha de servicio de los códigos de tiempo: "
    "el último día del mes, o el día en que terminó la monitorización.",
    "Lines of an unconfirmed rule set are computed with the numbers it inherits and held.": "Las líneas de un conjunto de reglas sin "
    "confirmar se calculan con los números que hereda y se retienen.",
    "Flags never change the computed lines; a hold stops submission.": "Los avisos nunca cambian las líneas calculadas; una retención "
    "impide el envío.",
    "A reading stamped later than its receipt by more than this is held until a person looks.": "Una lectura fechada más allá de su "
    "recepción en más de esto se retiene hasta que la mire una persona.",
    "Months after the date of service within which a claim must be filed.": "Meses tras la fecha de servicio en los que hay que "
    "presentar la reclamación.",
    # thresholds: sources and notes
    "Vantrexia documentation, Configure alerts": "Documentación de Vantrexia, «Configure alerts»",
    "ACC/AHA guideline for high blood pressure: stage 2 from 140 or 90, crisis above 180 or 120 mm Hg": "Guía ACC/AHA de presión "
    "arterial alta: estadio 2 desde 140 o 90, crisis por encima de 180 o 120 mm Hg",
    "AACE, AADE, ADA, JDRF and others: outcome measures beyond HbA1c (glucose levels 1 and 2)": "AACE, AADE, ADA, JDRF y otros: medidas "
    "de resultado más allá de la HbA1c (niveles de glucosa 1 y 2)",
    "ACC/AHA/HRS guideline on bradycardia: sinus rate below 50 /min": "Guía ACC/AHA/HRS de bradicardia: frecuencia sinusal inferior a "
    "50 /min",
    "The publication says beyond this number; here the number itself counts too.": "La publicación dice «más allá» de este número; aquí "
    "cuenta también el propio número.",
    "The ACC/AHA guideline of 2017 has the same number.": "La guía ACC/AHA de 2017 tiene el mismo número.",
    "NEWS2 gives 1 point.": "NEWS2 da 1 punto.",
    "NEWS2 gives 2 points.": "NEWS2 da 2 puntos.",
    "NEWS2 gives 3 points.": "NEWS2 da 3 puntos.",
    "NEWS2 gives 2 points. Scale 1.": "NEWS2 da 2 puntos. Escala 1.",
    "NEWS2 gives 3 points. Scale 1.": "NEWS2 da 3 puntos. Escala 1.",
    "NEWS2 gives 2 points. Its most for fever.": "NEWS2 da 2 puntos. Es su máximo para la fiebre.",
    "No guideline found that states this number.": "No se encontró ninguna guía que indique este número.",
    "An absolute weight says nothing without the patient's own: set per patient.": "Un peso absoluto no dice nada sin el del propio "
    "paciente: fíjelo para cada paciente.",
    "No upper limit: 100 % is normal.": "Sin límite superior: 100 % es normal.",
}
# Names of publications and payers, the same in every language.
NAMES: frozenset[str] = frozenset(
    {
        "Royal College of Physicians, National Early Warning Score (NEWS) 2, chart 1",
        *(f"OIG OEI-02-23-00261, {number}" for number in range(1, 6)),
    }
)
