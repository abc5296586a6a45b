import type { patient as source } from '../en/patient';
import type { Catalogue } from '../catalogue';

export const patient: Catalogue<typeof source> = {
  patient: {
    tabs: { overview: 'Resumen', vitals: 'Valores', thresholds: 'Umbrales', enrollment: 'Seguimiento', devices: 'Dispositivos', alerts: 'Alertas', billing: 'Facturación', timeline: 'Cronología', time: 'Tiempo', audit: 'Auditoría' },
    tabsLabel: 'Partes del paciente', born: 'Nacimiento', age_one: '{{count}} año', age_other: '{{count}} años', localTime: 'Hora local', episode: 'Episodio', consent: 'Consentimiento', archived: 'Archivado', editPatient: 'Editar paciente',
    archive: 'Archivar', unarchive: 'Recuperar', archiveText: 'El paciente sale de las listas; no se borra nada.', archiveDone: 'Archivado.', unarchiveDone: 'Recuperado.', noEpisode: 'Sin episodio', noConsent: 'Sin consentimiento registrado',
    latest: 'Últimos valores', adherence: 'Lecturas recibidas', adherenceText_one: '{{received}} de {{expected}} esperadas en {{count}} día', adherenceText_other: '{{received}} de {{expected}} esperadas en {{count}} días', adherenceNone: 'Sin plan de medición', score: 'Puntuación {{score}}', noScore: 'Sin puntuación',
    rules: 'Reglas {{version}}', gender: { male: 'Hombre', female: 'Mujer', other: 'Otro', unknown: 'Desconocido' }, address: 'Dirección',
    episodeStatus: { active: 'Activo', planned: 'Previsto', paused: 'En pausa', ended: 'Terminado', onhold: 'En espera' }, consentStatus: { active: 'Dado', given: 'Dado', revoked: 'Revocado', missing: 'Falta', none: 'Falta' },
  },
  vitals: {
    range: 'Periodo', ranges: { d7: '7 días', d30: '30 días', d90: '90 días', y1: '1 año' }, resolution: 'Detalle', raw: 'Cada lectura', day: 'Por día (mínimo, media, máximo)', asTable: 'Ver como tabla', asChart: 'Ver como gráfico',
    noneTitle: 'No hay lecturas en este periodo', noneText: 'Elija un periodo más largo o revise los dispositivos.', tableCaption: '{{name}}, {{range}}', min: 'Mínimo', mean: 'Media', max: 'Máximo', n: 'Lecturas', measuredAt: 'Medido', value: 'Valor',
    state: { final: 'Definitiva', amended: 'Corregida', entered_in_error: 'Registrada por error' }, correct: 'Corregir', zone: 'Horas en la zona del paciente, {{zone}}', critical: 'Zona crítica', warning: 'Zona de aviso', chartLabel_one: '{{name}} en {{range}}: {{formatted}} lectura, mínimo {{min}}, máximo {{max}} {{unit}}.', chartLabel_other: '{{name}} en {{range}}: {{formatted}} lecturas, mínimo {{min}}, máximo {{max}} {{unit}}.',
    points: 'Elija un punto o una fila de la tabla para corregir una lectura.',
  },
  correction: {
    title: 'Corregir una lectura', lead: 'La lectura queda registrada con su motivo; la puntuación y las alertas se calculan de nuevo.', action: '¿Qué está mal?', amend: 'El valor está mal', amendHint: 'Escriba lo que el dispositivo mostró de verdad.',
    entered_in_error: 'No debe contar', entered_in_errorHint: 'Por ejemplo, una prueba o una medición fallida.', wrong_person: 'Midió otra persona', wrong_personHint: 'Pasa al paciente que midió. ¿Nadie sabe quién? Entonces no debe contar.', confirm: 'Es de este paciente', confirmHint: 'Queda como está y no se vuelve a preguntar.',
    reason: 'Motivo', otherPatient: 'Paciente correcto (n.º de historia o nombre)', done: 'La lectura se ha corregido.', submit: 'Corregir', chosen: 'Elegido: {{name}}', choosePerson: 'Busque al paciente y elíjalo.', seriesRow: 'Corregir la lectura de {{time}}',
  },
  thresholds: {
    practice: 'Valor del consultorio', own: 'Este paciente', effective: 'Vigente', vital: 'Valor', warning_low: 'Aviso bajo', warning_high: 'Aviso alto', critical_low: 'Crítico bajo', critical_high: 'Crítico alto', edit: 'Editar umbrales',
    edge: 'Un límite alto se cruza al alcanzarlo o superarlo; uno bajo, al alcanzarlo o bajar de él.', noReading: 'Sin lecturas durante', days_one: '{{count}} día', days_other: '{{count}} días', unverified: 'Sin verificar', unverifiedHint: 'Ninguna guía indica este valor. Revíselo para cada paciente.',
    source: 'Fuente', setBy: 'Fijado por {{name}} el {{date}}', version: 'Versión', override: 'Fijado para este paciente', inherits: 'Valor del consultorio', saved: 'Umbrales guardados como versión nueva.', clinician: 'Los umbrales los fija un profesional clínico del consultorio.', whole: 'Un valor fijado aquí sustituye por completo los límites del consultorio.', setOwn: 'Fijar propios', shipped: 'Valen los valores de fábrica.', clearAll: 'Volver al valor del consultorio', note: 'Nota', clearPractice: 'Vacío significa: sin límite.',
    noReadingDays: 'Alertar tras días sin lecturas',
  },
  devices: {
    title: 'Dispositivos', model: 'Modelo', serial: 'Serie', slot: 'Posición', assigned: 'Asignado', battery: 'Batería', signal: 'Señal', lastSeen: 'Última señal', current: 'Ahora', noneTitle: 'Sin dispositivos', noneText: 'Asigne un dispositivo para que lleguen lecturas de este paciente.',
    status: { ordered: 'Pedido', in_stock: 'En existencias', shipped: 'Enviado', delivered: 'Entregado', connected: 'Conectado', silent: 'Callado', swapped: 'Cambiado', returned: 'Devuelto', retired: 'Retirado' },
  },
  timeline: {
    kind: { alert: 'Alerta', interaction: 'Contacto', decision: 'Decisión' }, title: 'Cronología', noneTitle: 'Aún nada', noneText: 'Aquí aparecen alertas, llamadas y decisiones.',
    words: {
      phone_call: 'llamada telefónica', video_call: 'videollamada', portal_message: 'mensaje del portal', text: 'mensaje de texto', voicemail: 'buzón de voz', letter: 'carta', visit: 'visita',
      reached: 'localizado', no_answer: 'no contestó', left_message: 'se dejó mensaje', sent: 'enviado', refused: 'rechazó', wrong_number: 'número equivocado',
      no_change: 'sin cambios', medication_changed: 'cambio de medicación', visit_scheduled: 'visita concertada', education: 'formación', plan_changed: 'cambio de plan', referred: 'derivación',
    },
  },
};
