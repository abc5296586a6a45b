export const billingPatient = {
  patientBilling: {
    earlierPeriods: 'Períodos anteriores', earlierMonths: 'Meses anteriores', barriers: { no_consent: 'no consta consentimiento', not_enrolled: 'el paciente no está inscrito', not_established: 'el paciente no está establecido en el consultorio' }, missing: 'Aún falta', nothingRuns: 'No hay ningún período ni mes en curso.', contactNeeded: 'Hace falta un contacto en vivo.', lastDay: 'Última oportunidad: {{day}}.', fallback: '{{code}} ya se cumple.', noneTitle: 'Aún nada que facturar', noneText: 'Los relojes empiezan con el consentimiento, la inscripción y el primer dispositivo instalado.',
    periods: 'Períodos de 30 días', months: 'Meses naturales', setup: 'Instalación y formación', others: 'Otros códigos', days_one: '{{formatted}} día con datos', days_other: '{{formatted}} días con datos', cut: 'cortado donde terminó la monitorización', minutes_one: '{{formatted}} minuto', minutes_other: '{{formatted}} minutos', seconds: '({{formatted}} s contados)', minutesBar: 'Minutos contados de 60', contact: 'Contacto en vivo', noContact: 'Aún sin contacto en vivo.',
    calendar: 'Días con datos del {{from}} al {{to}}', dayData: 'día con datos', dayNone: 'sin datos', dayFuture: 'por venir', dos: 'fecha de servicio {{day}}', hold: 'Retenido:', warning: 'Revise esto:', barrier: 'No se puede facturar nada: {{reason}}.', problem: 'Las reglas no pudieron juzgar los hechos ({{code}}). Una tarea dice qué corregir.', earlier: 'Anterior: {{from}} a {{to}}', asOf: 'Calculado', rules: 'reglas {{version}}',
    status: { billable: 'Facturable', held: 'Retenido', not_yet: 'Aún no', never: 'No en este período', already_billed: 'Facturado' },
  },
  packets: {
    title: 'Paquetes de evidencia', lead: 'Orden, consentimiento, dispositivos, cada transmisión con su recibo, tiempo, contactos, decisiones y lo facturado, firmado.', none: 'No se ha hecho ningún paquete.', days: 'Días', state: 'Estado', asked: 'Pedido', digest: 'SHA-256', files: 'Archivos', ask: 'Hacer un paquete', signature: 'Firma',
    states: { requested: 'En preparación', made: 'Listo', failed: 'Fallido', expired: 'Caducado' },
  },
};
