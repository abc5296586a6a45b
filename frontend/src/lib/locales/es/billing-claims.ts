export const billingClaims = {
  claims: {
    title: 'Reclamaciones', month: 'Mes de servicio', setUp: 'Quién envía a quién', setUpFirst: 'Antes de crear un archivo hay que fijar quién envía las reclamaciones a quién.', build: 'Crear reclamaciones', batchAll: 'Archivo de todas las listas', batchPicked_one: 'Archivo de {{formatted}} reclamación', batchPicked_other: 'Archivo de {{formatted}} reclamaciones', superbill: 'Superbill (CSV)',
    built: '{{ready}} reclamaciones están listas, {{blocked}} tienen problemas.', leftOutLead: 'Quedaron fuera:', leftOut: { on_a_claim: 'ya en una reclamación', held: 'retenidas', self_pay: 'paga el paciente', no_entries: 'no queda nada que enviar' },
    noneTitle: 'No hay reclamaciones aquí', noneText: 'Créelas con los asientos del mes que están listos.', back: 'Todas las reclamaciones', open: 'Abrir', pick: 'Elegir', pickOne: 'Elegir la reclamación {{number}}',
    one: 'Reclamación {{number}}', number: 'Reclamación', patient: 'Paciente', serviceDate: 'Fecha de servicio', payer: 'Pagador', total: 'Cargo', paid: 'Pagado', patientShare: 'Parte del paciente', problems: 'Problemas', said: 'Lo que dijo la entrada del pagador', since: 'Desde', payerClaim: 'Número del pagador', batch: 'Archivo', corrects: 'Corrige', correctedBy: 'Corregida por',
    lines: 'Líneas', code: 'Código', units: 'Unidades', charge: 'Cargo', decision: 'Decisión', control: 'Número de línea', decisionsOf: 'Decisiones sobre {{code}}',
    check: 'Revisar de nuevo', cancel: 'Cancelar la reclamación', reopening: 'Se pidió la reapertura', again: 'Enviar de nuevo', form: 'CMS-1500', fhir: 'FHIR Claim', formOf: 'CMS-1500 de la reclamación {{number}}', formPage: 'Formulario {{page}} de {{pages}}', box: 'Casilla', value: 'Contenido', keepForm: 'Guardar como JSON',
    done: { check: 'Revisada de nuevo.', cancel: 'La reclamación está cancelada; sus asientos quedan libres.', reopening: 'Anotado: se pidió la reapertura.' },
    status: { blocked: 'Con problemas', ready: 'Lista', batched: 'En un archivo', submitted: 'Enviada', received: 'Recibida', accepted: 'Aceptada', rejected: 'Rechazada', paid: 'Pagada', part: 'Pagada en parte', denied: 'Denegada', reversed: 'Revertida', cancelled: 'Cancelada' },
    outcome: { paid: 'Pagada', part: 'Pagada en parte', denied: 'Denegada', reversed: 'Revertida' },
  },
  batches: {
    title: 'Archivos de reclamaciones', reference: 'Archivo', made: 'Creado', sent: 'Enviado', claims: 'Reclamaciones', control: 'Número de control', usage: 'Uso', production: 'Producción', test: 'Prueba', noneTitle: 'No se ha creado ningún archivo', noneText: 'Un archivo (837P) reúne las reclamaciones que van juntas al pagador o a la cámara.',
    file: 'Descargar 837P', submit: 'Marcar como enviado', cancel: 'No enviado: deshacerlo', marked: 'El archivo cuenta como enviado.', cancelled: 'El archivo está deshecho; sus reclamaciones vuelven a estar abiertas.', notSent: 'Descargue el archivo, envíelo y márquelo como enviado.', wasSent: 'El archivo puede descargarse de nuevo; contiene lo que se envió.',
    answers: 'Lo que volvió', noAnswers: 'Todavía no volvió nada. Suba el 999 y el 277CA de la cámara.', upload: 'Subir 999 o 277CA', kind: 'Respuesta', kinds: { '999': '999 (archivo)', '277': '277CA (reclamaciones)' }, read: 'Leído', accepted: 'Aceptado', refused: 'Rechazado', taken: 'Aceptadas', notTaken: 'Rechazadas', places: 'Lugares',
    inFile: 'Reclamaciones del archivo', noClaims: 'Ya no hay reclamaciones en este archivo.',
    status: { built: 'Creado', submitted: 'Enviado', received: 'Recibido', accepted: 'Aceptado', part: 'Aceptado en parte', rejected: 'Rechazado', cancelled: 'Deshecho' },
  },
  edi: {
    refused: 'Rechazado por completo; nada cambió.', place: 'Segmento {{segment}} ({{name}}): {{reason}}', read: 'La respuesta está leída.', readBefore: 'Esta respuesta ya se había leído; nada cambió.', posted: 'El pago está contabilizado.', postedBefore: 'Este pago ya estaba contabilizado; ahora no se contabilizó nada.',
  },
  remittances: {
    title: 'Remesas', upload: 'Subir 835', lead: 'Se contabiliza entero al centavo o se rechaza entero; nunca dos veces.', trace: 'Pago', paidOn: 'Pagado el', total: 'Importe', unmatched: 'Ajenas', posted: 'Contabilizado', method: 'Vía', back: 'Todas las remesas', one: 'Pago {{trace}}', noneTitle: 'No se ha contabilizado ningún pago', noneText: 'Suba el 835 de un pagador o de la cámara.',
    postings: 'Asientos contables', what: 'Por', amount: 'Importe', sum: 'Suma de los asientos', even: 'Los asientos suman el pago.', uneven: 'Los asientos no suman el pago. Avise a quien administra este sistema.', adjustments: 'No pagado y por qué', linesOf: 'Líneas de la reclamación {{number}}', reversal: 'Revierte', notOurs: 'Ninguna reclamación nuestra',
    clp: { '1': 'Decidida como primer pagador', '2': 'Decidida como segundo pagador', '3': 'Decidida como tercer pagador', '4': 'Denegada', '19': 'Decidida como primer pagador, remitida', '20': 'Decidida como segundo pagador, remitida', '21': 'Decidida como tercer pagador, remitida', '22': 'Se revierte una decisión anterior', '23': 'No es de este pagador, remitida', '25': 'Solo estimación, sin pago' },
  },
  work: {
    title: 'Tareas', what: 'Qué hacer', kind: 'Tipo', kinds: { denial: 'Denegación', correction: 'Corrección', outreach: 'Llamada', review: 'Revisión' }, states: { open: 'Abierta', done: 'Cerrada' }, due: 'Hasta', assigned: 'Con', nobody: 'nadie', next: 'Próximo paso', back: 'Todas las tareas', noneTitle: 'No hay nada pendiente', noneText: 'Aquí aparecen denegaciones, correcciones y llamadas.',
    outcome: 'Resultado', outcomes: { done: 'Hecho', reached: 'Localizado', not_reached: 'No localizado', corrected: 'Corregido', kept_as_billed: 'Se mantiene lo facturado', appealed: 'Apelado', written_off: 'Dado de baja', not_needed: 'No hace falta' }, factsChanged: 'Los hechos ya no lo piden',
    acts: 'Trabajar en ella', assignTo: 'Asignar a', given: 'La tarea está asignada.', note: 'Nota', addNote: 'Añadir la nota', noted: 'Anotado.', finish: 'Cerrar', settled: 'Cerrada.', history: 'Historial', events: { created: 'Abierta', assigned: 'Asignada', noted: 'Anotado', done: 'Cerrada:' }, line: 'Línea facturada', claimsOf: 'Reclamaciones de este paciente',
  },
  appeal: {
    open: 'Carta de apelación', title: 'Carta de apelación', lead: 'Dice lo que muestra el expediente. Adjunte la evidencia que nombra; el expediente se crea en la página de facturación del paciente.', lastDay: 'Debe llegar a más tardar el', keep: 'Guardar como texto', send: 'Fue enviada', sent: 'La apelación queda guardada como enviada.',
  },
};
