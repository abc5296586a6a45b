export const billingReports = {
  revenue: {
    title: 'Ingresos', lead: 'Por fecha de servicio, en dólares estadounidenses.', by: 'Agrupar por', groups: { month: 'Mes', code: 'Código', payer: 'Pagador', provider: 'Profesional' }, csv: 'CSV', pdf: 'PDF',
    columns: { key: 'Grupo', entries: 'Líneas', patients: 'Pacientes', units: 'Unidades', expected: 'Previsto', pending: 'Pendiente', sent: 'Enviado', paid: 'Pagado', patient_share: 'Paciente', denied: 'Denegado' }, total: 'Total', chart: 'Ingresos por {{by}}: pagado, enviado, pendiente y denegado', tableOf: 'Ingresos por {{by}}',
    names: { not_on_a_claim: 'Aún no está en una reclamación', no_payer: 'Sin pagador registrado' }, noneTitle: 'En estos días no se ganó nada', noneText: 'Elija otros días.',
    unbilled: 'Sin facturar, y por qué', unbilledNone: 'Todo lo ganado se ha enviado.', reason: 'Motivo', lines: 'Líneas', amount: 'Importe',
    forecast: 'Previsión', supply: 'Períodos de 30 días en curso', time: 'Mes en curso', open_one: 'a {{amount}} aún le faltan días, minutos o un contacto ({{formatted}} paciente)', open_other: 'a {{amount}} aún le faltan días, minutos o un contacto ({{formatted}} pacientes)', collected: 'Cobrado hasta ahora de lo que los pagadores decidieron', percent: '{{percent}} %', unknown: 'nada decidido aún',
  },
};
