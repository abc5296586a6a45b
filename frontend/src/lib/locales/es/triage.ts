import type { triage as source } from '../en/triage';
import type { Catalogue } from '../catalogue';

export const triage: Catalogue<typeof source> = {
  triage: {
    title: 'Lista de trabajo', lead: 'Pacientes por riesgo, los más urgentes primero', score: 'Puntuación de riesgo', cards: 'Pacientes por nivel',
    trend: { increasing: 'más que hace 24 h', decreasing: 'menos que hace 24 h', stable: 'como hace 24 h' }, was: 'antes {{count}}', notCompared: 'sin dato de hace 24 h',
    patient: 'Paciente', level: 'Nivel', vitals: 'Últimos valores', alert: 'Alerta principal', deadline: 'Plazo', lastReading: 'Última lectura', reviewed: 'Revisado', age: '{{count}} a',
    unack_one: '{{count}} alerta sin confirmar', unack_other: '{{count}} alertas sin confirmar', escalated_one: '{{count}} escalada', escalated_other: '{{count}} escaladas',
    filterAlerts: 'Solo con alertas sin confirmar', order: 'Orden', orderRisk: 'Por riesgo', orderReading: 'Más tiempo sin lectura',
    emptyTitle: 'No hay nadie', emptyFiltered: 'Ningún paciente coincide con este filtro.', emptyAll: 'Los pacientes aparecen aquí cuando están inscritos.', clearFilter: 'Quitar el filtro',
    shortcuts: 'Atajos de teclado', hintKeys: 'para ver las teclas', rowLabel: '{{name}}, {{level}}', openPatient: 'Abrir el paciente', reasons: 'Por qué este nivel', noReasons: 'No hay motivos registrados.',
    openAlerts: 'Alertas abiertas', noOpenAlerts: 'No hay alertas abiertas.', selectHint: 'Elija un paciente para ver los motivos y las alertas abiertas.', hasLeft: 'El paciente que había elegido ya no está en esta lista. Elija otro.', claimedBy: 'Asignada a {{name}}', claimedByYou: 'Asignada a usted',
    claimed: 'Asignada', unclaimed: 'Sin asignar', notReviewed: 'Aún sin revisar', markReviewed: 'Marcar como revisado', reviewNote: 'Nota', reviewSaved: 'Marcado como revisado.', reviewTitle: 'Revisión de {{name}}',
    points: '+{{points}}', noReading: 'Aún sin lecturas', detail: 'Paciente elegido',
  },
  keys: {
    next: 'Paciente siguiente', previous: 'Paciente anterior', open: 'Abrir el paciente', claim: 'Asumir la alerta o soltarla', acknowledge: 'Confirmar la alerta', resolve: 'Resolver la alerta',
    escalate: 'Escalar la alerta', comment: 'Comentar la alerta', review: 'Marcar el paciente como revisado', help: 'Esta ayuda', filter: 'Nivel: crítico, aviso, sin datos, normal; otra vez para todos', search: 'Buscar un paciente',
    title: 'Atajos de teclado', off: 'Los atajos se desactivan en Mi cuenta, Preferencias.',
  },
  calls: {
    kind: { stat: 'Llamada STAT a: {{role}}', manual: 'Llamada a: {{role}}', deadline: 'Sin respuesta a tiempo, se llamó a: {{role}}', held: 'Sin resolver a tiempo, se llamó a: {{role}}' }, open: 'no ha venido nadie', come: 'alguien ha venido',
    acknowledge: 'Alguien ha venido', acknowledgeTitle: '¿Ha venido la función llamada?', acknowledgeText: 'Cesan los recordatorios de esta llamada. Una llamada STAT se recuerda cada hora hasta que se cierre.',
    close: 'Cerrar la llamada', closeTitle: '¿Cerrar la llamada?', closeText: 'La llamada ha terminado. Las alertas de este paciente quedan como están.', closeStatText: 'La llamada ha terminado. El paciente deja la banda crítica, salvo que un valor o una alerta lo mantenga en ella.',
  },
  alerts: {
    state: { unresolved: 'Sin resolver', open: 'Abierta', acknowledged: 'Confirmada', resolved: 'Resuelta' }, dueIn: 'quedan {{span}}', overdueBy: '{{span}} de retraso', heldSince: 'Asumida desde', resolveIn: 'quedan {{span}} para resolver', resolveOver: '{{span}} pasado el plazo para resolver', claim: 'Asumir', release: 'Soltar',
    acknowledge: 'Confirmar', resolve: 'Resolver', comment: 'Comentar', escalate: 'Escalar', late: 'Datos tardíos', opened: 'Abierta', showHistory: 'Mostrar cada paso', hideHistory: 'Ocultar los pasos',
    acknowledgeTitle: '¿Confirmar esta alerta?', acknowledgeText: 'Usted toma nota; el plazo se detiene y corre el plazo para resolver. Sigue en la lista hasta que se resuelva.',
    resolveTitle: 'Resolver esta alerta', resolveText: 'Diga qué resultó. Sale de la lista.', escalateTitle: 'Escalar esta alerta', escalateText: 'Se llama de inmediato a otra persona para este paciente.',
    commentTitle: 'Comentar esta alerta', commentLabel: 'Comentario', reasonLabel: 'Motivo', outcome: 'Resultado',
    outcomes: {
      contacted_patient: 'Se contactó al paciente', medication_changed: 'Cambio de medicación', visit_scheduled: 'Visita concertada', emergency_services: 'Se llamó a emergencias',
      measurement_error: 'Error de medición', expected_value: 'Esperado en este paciente', device_problem: 'Problema del dispositivo', no_action_needed: 'No hace falta actuar',
    },
    doneClaim: 'Alerta asumida.', doneRelease: 'Alerta soltada.', doneAcknowledge: 'Alerta confirmada.', doneResolve: 'Alerta resuelta.', doneComment: 'Comentario añadido.', doneEscalate: 'Alerta escalada.',
    failed: '{{name}}: no se hizo. {{detail}}', noneTitle: 'Sin alertas', noneText: 'Nada ha cruzado un umbral.', filterState: 'Estado', notAllowed: 'No es posible ahora.', possible: 'Posible ahora: {{possible}}.', toRole: 'A', stat: 'STAT: pasar el paciente a crítico ya', breaches_one: '{{count}} infracción', breaches_other: '{{count}} infracciones', last: 'última', by: 'por {{name}}',
    steps: {
      opened: 'Abierta', breached: 'Se sumó otra infracción', joined: 'Se sumó otra infracción', raised: 'Pasó a crítica', claimed: 'Asumida', released: 'Soltada', acknowledged: 'Confirmada', resolved: 'Resuelta', commented: 'Comentario',
      holder_reminded: 'Se recordó resolverla a quien la tiene', holder_escalated: 'Pasó a otra función, asumida y sin resolver', reminded: 'Recordatorio enviado', escalated: 'Escalada', reopened: 'Reabierta', withdrawn: 'Retirada',
    },
  },
};
