export const billing = {
  billing: {
    title: 'Facturación', lead: 'Lo que gana el mes, lo que aún falta y en qué se apoya cada línea.', parts: 'Partes de la facturación',
    tabs: { month: 'Mes', 'at-risk': 'En riesgo', entries: 'Líneas', claims: 'Reclamaciones', remittances: 'Remesas', work: 'Tareas', revenue: 'Ingresos', 'self-check': 'Autocontrol', rules: 'Reglas', setup: 'Preparación' },
    status: { pending: 'Pendiente', submitted: 'Enviado', paid: 'Pagado', denied: 'Denegado', appealed: 'Apelado' },
    estimate: 'Estimación: se apoya en tarifas que nadie ha confirmado.', from: 'Desde', to: 'Hasta',
  },
};
