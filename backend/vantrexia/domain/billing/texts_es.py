"""Spanish of every sentence of the billing rules, by the keys of the English catalogues; a test compares them."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "no_consent": "No hay consentimiento registrado; no se puede facturar nada.",
    "not_enrolled": "El paciente no está inscrito; no se puede facturar nada.",
    "not_established": "El paciente no está establecido en el consultorio; no se puede facturar nada.",
    "no_setup": "No se ha instalado ningún dispositivo; no ha empezado ningún período de 30 días.",
    "days_reached": "{days} {days:día|días} con datos del {start} al {end}; {code} admite de {min} a {max}.",
    "days_too_few": "{days} {days:día|días} con datos del {start} al {end}; {code} necesita {min}.",
    "days_too_many": "{days} días con datos del {start} al {end} superan los {max} de {code}; corresponde {other}.",
    "period_open": "El período se cierra el {end}; entonces se conocerá el código.",
    "period_cut": "El monitoreo terminó el {end} ({cause}); el período se corta ahí.",
    "days_missing": "{needed:Falta|Faltan} {needed} {needed:día|días}; {code} se alcanzará el {expected} si continúan las lecturas, última "
    "oportunidad {last}.",
    "days_out_of_reach": "{needed:Falta|Faltan} {needed} {needed:día|días} y solo {left:queda|quedan} {left} hasta el {last}.",
    "day_one_moved": "El día 1 pasó al {day}: un {code} anterior ocupa los 30 días desde el {start}.",
    "blocked_rival_program": "{claim} del {start} al {end} se superpone: el monitoreo fisiológico y el terapéutico no se "
    "facturan juntos.",
    "blocked_other_practice": "Otro consultorio facturó {claim} del {start} al {end}.",
    "blocked_overlapping_claim": "Nuestro propio {claim} desde el {start} ocupa días de este período.",
    "already_billed": "{code} ya está facturado con fecha de servicio {dos}.",
    "billed_by_earlier_episode": "Un episodio anterior facturó {claim} de este mes con fecha de servicio {dos}.",
    "replaces": "Sustituye al {claim} facturado del {dos}, que debe anularse o corregirse.",
    "units_changed": "Hay {billed} {billed:unidad facturada|unidades facturadas}; los hechos respaldan {units} en total.",
    "late_addon": "Ganado después de facturar {base}: va en una reclamación corregida con su fecha de servicio {dos}.",
    "setup_taught": "Instalación enseñada el {day}; el primer período con {min} días con datos termina el {end}.",
    "setup_not_taught": "No consta educación para una instalación completa de este episodio.",
    "setup_no_period": "Ningún período libre ha alcanzado {min} días con datos desde que se enseñó la instalación.",
    "setup_other_practice": "Otro consultorio facturó {claim} en este episodio.",
    "minutes_reached": "{minutes} {minutes:minuto|minutos} en {month}, contacto en vivo el {contact}.",
    "minutes_exclusive": "{minutes} {minutes:minuto|minutos} en {month}: corresponde {other}.",
    "minutes_too_few": "{minutes} {minutes:minuto|minutos} en {month}; {code} necesita {min}.",
    "no_live_contact": "Ningún contacto en vivo con el paciente o un cuidador en {month}.",
    "month_open": "La fecha de servicio es el {dos}; la línea sale entonces.",
    "minutes_missing": "{needed:Falta|Faltan} {needed} {needed:minuto|minutos} hasta el {last}.",
    "contact_missing": "Se necesita un contacto en vivo hasta el {last}.",
    "month_over": "El mes terminó; no se puede añadir nada.",
    "addon_after_base": "{code} solo va con {base}.",
    "units_capped": "{excess} {excess:unidad más supera|unidades más superan} el límite de {cap}.",
    "clinician_reached": "{minutes} {minutes:minuto|minutos} de médico o profesional calificado del {start} al {end}.",
    "clinician_too_few": "{minutes} {minutes:minuto|minutos} de médico o profesional calificado del {start} al {end}; {code} "
    "necesita {min}.",
    "clinician_barred_time": "{other} es facturable en {month}, que este período toca.",
    "clinician_barred_claim": "{claim} está facturado en {month}, que este período toca.",
    "clinician_waits": "{month} no ha terminado; deben terminar todos los meses que el período toca.",
    "ended_before": "El monitoreo terminó el {end} ({cause}).",
    "unsupported_days": "{days} {days:día con datos ya no respalda|días con datos ya no respaldan} {code}.",
    "unsupported_teaching": "Ninguna enseñanza respalda {code}.",
    "unsupported_minutes": "{minutes} {minutes:minuto ya no respalda|minutos ya no respaldan} {code}.",
    "unsupported_contact": "Ningún contacto en vivo respalda {code}.",
    "unsupported_pair": "{other} está facturado y respaldado para el mismo período; {code} no.",
    "rule_set_unconfirmed": "El conjunto de reglas {rule_set} no está confirmado: {why}",
    "fallback_fits": "{code} ya está respaldado.",
}
FLAGS: Mapping[str, str] = {
    "NO_CONSENT": "No hay consentimiento registrado.",
    "NOT_ENROLLED": "El paciente no está inscrito.",
    "NOT_ESTABLISHED": "El paciente no está establecido en el consultorio.",
    "BILLED_WITHOUT_BASIS": "{claims} de nuestras líneas {claims:está facturada|están facturadas} aunque nada puede estarlo.",
    "CONSENT_AFTER_SERVICE": "Hay trabajo o datos del {day}, antes del consentimiento del {consent}.",
    "END_BEFORE_START": "El monitoreo terminó el {end}, antes de empezar el {start}.",
    "OTHER_PRACTICE": "Otro consultorio facturó {claim} del {start} al {end}.",
    "RTM_OVERLAP": "{claim} del {start} al {end} se superpone.",
    "BILLED_IN_BLOCKED_PERIOD": "{claim} del {start} está facturado aunque el período está bloqueado.",
    "TYPED_READINGS_IN_DAY_COUNT": "{claim} del {start} se facturó con días tecleados: {days}.",
    "TYPED_DAYS_NOT_COUNTED": "{days} {days:día|días} desde el {start} solo {days:tiene|tienen} lecturas tecleadas y no se "
    "{days:cuenta|cuentan}.",
    "SUPPLY_WITHOUT_TIME": "Suministro en {periods} {periods:período seguido|períodos seguidos} y ninguna gestión del tratamiento.",
    "TIME_WITHOUT_SUPPLY": "Gestión del tratamiento y nunca un código de suministro.",
    "SETUP_MISSING": "Suministro sin {code} en este episodio.",
    "CONTACT_WITHOUT_PERSON": "Un contacto en vivo del {day} no alcanzó a nadie.",
    "DATA_AFTER_END": "{days} {days:día|días} con datos después de que el monitoreo terminó el {end}.",
    "BARELY_OVER_BACKDATED": "{month}: {minutes} {minutes:minuto|minutos}, como mucho uno sobre {threshold}, con una entrada con fecha "
    "anterior.",
    "LATE_ENTRY_UNCONFIRMED": "{month}: una entrada hecha tras el cierre del mes no tiene segunda persona.",
    "TIME_ENTRY_HELD": "{month}: {entries} {entries:entrada está retenida|entradas están retenidas}: un día demasiado largo o dos "
    "lugares a la vez.",
    "TWO_SUPPLY_LINES": "{units} {units:unidad|unidades} de suministro {units:está facturada|están facturadas} para el período "
    "desde el {start}.",
    "WRONG_SERIAL": "Lecturas del dispositivo {device} llevan otro número de serie.",
    "UNKNOWN_DEVICE": "Hay lecturas de un dispositivo que nadie asignó: {device}.",
    "CLOCK_HELD": "{days} {days:día tiene|días tienen} lecturas retenidas por su reloj.",
    "DIAGNOSIS_MISSING": "No hay diagnóstico registrado.",
    "DIAGNOSIS_MISMATCH": "Ningún diagnóstico registrado respalda el monitoreo con {device}.",
    "DIAGNOSIS_NOT_COVERED": "{rule_set} no cubre ninguno de los diagnósticos registrados.",
    "ORDER_MISSING": "No hay orden registrada.",
    "ORDER_EXPIRED": "La orden venció el {day}.",
    "DAYS_POOLED": "{days} {days:día|días} desde el {start} {days:suma|suman} varios dispositivos; el mejor tiene {best}.",
    "TIME_ON_EM_DAY": "Se cuenta otro tiempo el {day}, día de una visita E/M.",
    "RULE_SET_UNCONFIRMED": "{rule_set} no está confirmado: {why}",
    "UNITS_OVER_MUE": "{month}: {excess} {excess:unidad|unidades} de {code} sobre el límite.",
    "CLINICIAN_AND_TIME": "{claim} está facturado para un período que toca {month}, donde corresponden códigos de tiempo.",
    "READINGS_DURING_STAY": "Lecturas en casa el {day}, durante una hospitalización.",
    "PAYER_CHANGED": "El pagador cambió de {before} a {after} dentro del período desde el {start}.",
    "NO_COVERAGE": "No se conoce cobertura para el {day}.",
    "FILING_LATE": "El plazo para reclamar el {day} terminó el {last}.",
    "CONFLICTING_SERVICE": "{claim} está facturado del {start} al {end}: no para el mismo parámetro.",
    "NOT_SUPPORTED": "Los hechos registrados no muestran esta línea.",
}
FINDINGS: Mapping[str, str] = {
    "ENROLMENT_SPIKE": "{now} {now:paciente nuevo|pacientes nuevos} en {month} tras {before} el mes anterior (+{growth} %).",
    "NO_PRIOR_VISIT": "El {share} % de {patients} pacientes no tiene visita desde {since}.",
    "SUPPLY_NEVER_MANAGED": "Se factura suministro y nunca gestión del tratamiento, en {patients} {patients:paciente|pacientes}.",
    "SEVERAL_PRACTICES": "Otros consultorios facturan monitoreo de {patients} de nuestros pacientes.",
    "SEVERAL_DEVICES": "Más de una unidad de suministro en un período o mes en {patients} {patients:paciente|pacientes}.",
    "IDENTICAL_WORK": "Los mismos minutos y la misma nota constan en {patients} {patients:paciente|pacientes}.",
    "DAY_TOO_LONG": "{staff} tiene {hours} horas el {day}.",
    "TWO_PLACES": "{staff} trabaja con dos pacientes a la vez el {day}.",
    "EXACT_TOTALS": "El {share} % de {months} meses termina exactamente en un umbral de minutos.",
    "IDENTICAL_STREAMS": "Las lecturas de {patients} pacientes son idénticas.",
}
WORK: Mapping[str, str] = {
    "outreach_days": "{needed:Falta|Faltan} {needed} {needed:día|días} para {code}; las lecturas deben reanudarse antes del "
    "{resume_by}, última "
    "oportunidad {last}.",
    "outreach_minutes": "{needed:Falta|Faltan} {needed} {needed:minuto|minutos} para {code} hasta el {last}.",
    "outreach_contact": "Falta un contacto en vivo para {code} hasta el {last}.",
    "correct_code": "Se facturó {billed} el {dos}; los hechos dicen ahora {code}.",
    "correct_units": "Se {billed_units:facturó|facturaron} {billed_units} {billed_units:unidad|unidades} de {billed} el {dos}; "
    "los hechos dicen ahora {units}.",
    "correct_add": "{code} se ganó después de facturar {billed} del {dos}: va en una reclamación corregida.",
    "void_at_payer": "{code} del {dos} se anuló aquí estando {status}: debe decirse al pagador.",
    "billed_twice": "{code} del {dos} se facturó en los dos expedientes que pasaron a ser uno: debe retirarse uno de los dos.",
    "evaluation_failed": "Las reglas no pudieron juzgar los hechos ({problem}).",
    "billed_without_basis": "{claims} {claims:línea está facturada|líneas están facturadas} aunque nada puede estarlo ({barrier}).",
}
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
SHORT_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
