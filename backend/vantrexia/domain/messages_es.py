"""Texts for people, Spanish. Keys and parameters equal those of the other languages; a test compares them."""

TEXTS: dict[str, str] = {
    "vital.systolic": "Presión sistólica",
    "vital.diastolic": "Presión diastólica",
    "vital.pulse": "Pulso",
    "vital.spo2": "Saturación de oxígeno",
    "vital.weight_kg": "Peso",
    "vital.glucose_mg_dl": "Glucosa",
    "vital.temperature_c": "Temperatura",
    "vital.respiratory_rate": "Frecuencia respiratoria",
    "severity.warning": "de advertencia",
    "severity.critical": "de nivel crítico",
    "severity.stat": "STAT",
    "level.critical": "Crítico",
    "level.warning": "Advertencia",
    "level.normal": "Normal",
    "level.no_data": "Sin datos",
    "alert.limit.high": "{vital}: {value} {unit} alcanza o supera el límite {severity} de {limit} {unit}",
    "alert.limit.low": "{vital}: {value} {unit} alcanza o baja del límite {severity} de {limit} {unit}",
    "alert.reading.missing": "Sin mediciones desde hace {days} {days:día|días} o más",
    "reason.stat": "Hay una escalación STAT activa",
    "reason.breach.high": "{vital}: {value} {unit} alcanza o supera el límite {severity} de {limit} {unit}",
    "reason.breach.low": "{vital}: {value} {unit} alcanza o baja del límite {severity} de {limit} {unit}",
    "reason.several": "{count} signos vitales distintos están fuera de un límite a la vez",
    "reason.open_alerts": "Alertas sin resolver: {critical} de nivel crítico, {warning} de advertencia",
    "reason.alert_frequency": "Alertas: {week} en 7 días, {month} en 30 días",
    "reason.adherence": "Se {received:recibió|recibieron} {received} de {expected} {expected:medición esperada|mediciones esperadas}",
    "reason.review": "Sin revisión desde hace {hours} h o más",
    "reason.never_reviewed": "Nunca revisado",
    "reason.no_data": "Sin mediciones desde hace {days} {days:día|días} o más",
    "reason.never_read": "Aún no hay mediciones",
    "deadline.due": "Confirmar en un plazo de {minutes} min",
    "deadline.overdue": "Atrasado {minutes} min",
    "notification.alert_opened.title": "Un paciente necesita atención",
    "notification.alert_opened.body": "Nueva alerta {severity}. Confírmela en un plazo de {minutes} min.",
    "notification.alert_raised.title": "Una alerta empeoró",
    "notification.alert_raised.body": (
        "Una alerta abierta es ahora {severity}. Confírmela en un plazo de {minutes} min."
    ),
    "notification.alert_reminder.title": "Una alerta está en espera",
    "notification.alert_reminder.body": "Una alerta {severity} lleva {minutes} min en espera.",
    "notification.alert_escalated.title": "Se le escaló una alerta",
    "notification.alert_escalated.body": "Una alerta {severity} lleva {minutes} min sin confirmar.",
    "notification.alert_held.title": "Una alerta que usted atiende no está resuelta",
    "notification.alert_held.body": "Una alerta {severity} se confirmó hace {minutes} min y no está resuelta.",
    "notification.alert_held_escalated.title": "Una alerta atendida no está resuelta",
    "notification.alert_held_escalated.body": (
        "Una alerta {severity} se confirmó hace {minutes} min y nadie la ha resuelto. Puede hacerse cargo de ella."
    ),
    "notification.stat_opened.title": "Escalación STAT",
    "notification.stat_opened.body": (
        "Un colega solicita su atención ahora. Confirme en un plazo de {minutes} min."
    ),
    "notification.stat_held.title": "Una escalación STAT no está cerrada",
    "notification.stat_held.body": (
        "Se atendió hace {minutes} min. Ciérrela cuando el paciente esté atendido."
    ),
    "notification.call_opened.title": "Una escalación para usted",
    "notification.call_opened.body": "Un colega solicita su atención. Confirme en un plazo de {minutes} min.",
    "notification.digest.title": "Alertas abiertas",
    "notification.digest.body": "Alertas en espera en su consultorio: {count}.",
}
