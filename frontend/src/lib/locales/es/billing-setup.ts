export const billingSetup = {
  billingSetup: {
    payers: 'Pagadores', payersLead: 'Lo que cada pagador pide de una reclamación lo fija quien tiene su guía a mano.', addPayer: 'Añadir pagador', noPayers: 'Aún no hay pagadores', noPayersText: 'La cobertura y las reclamaciones nombran a un pagador: añada el primero.', payer: 'Pagador', kind: 'Tipo', retired: 'Ya no se usa', inUse: 'En uso', changeOne: 'Cambiar {{name}}',
    payerKinds: { medicare_b: 'Medicare Parte B', medicare_advantage: 'Medicare Advantage', medicaid: 'Medicaid', commercial: 'Comercial', self_pay: 'Paga el paciente' },
    payerCode: 'Id del pagador', payerCodeHint: 'Mayúsculas y cifras, como en la guía del pagador (NM109).', rulesOf: 'Reglas de', rulesOfHint: 'Qué conjuntos de reglas rigen, por ejemplo cms.', filing: 'Días para presentar', filingHint: 'De 30 a 730 días tras el servicio.', days: '{{formatted}} días', indicator: 'Indicador de presentación (SBR09)', wants: 'Acepta', replacements: 'sustituciones', orderingNpi: 'NPI de quien ordena',
    takesReplacements: 'Su guía escrita acepta sustituciones y anulaciones (códigos de frecuencia 7 y 8)', wantsOrdering: 'Pide el NPI de quien ordenó', plans: 'Planes', plansOf: 'Planes de {{name}}', noPlans: 'Aún no hay planes.', newPlan: 'Plan nuevo', retire: 'Retirar', retireOne: 'Retirar {{name}}',
    providers: 'Proveedores en las reclamaciones', providersLead: 'El proveedor que factura es quien cobra; quien presta y quien ordena son personas. Cada NPI se comprueba por su dígito de control.', addProvider: 'Añadir proveedor', noProviders: 'Aún no hay proveedores', noProvidersText: 'Una reclamación nombra a quien factura y a quien presta: añada ambos.', providerKinds: { billing: 'Factura', rendering: 'Presta', ordering: 'Ordena' },
    npiHint: 'Diez cifras.', npiFixed: 'Otro número es otro proveedor.', organisation: 'Organización', taxonomy: 'Taxonomía', taxonomyHint: 'Diez caracteres, como 207RC0000X.', address: 'Dirección',
    sending: 'Quién envía a quién', sendingLead: 'Los identificadores son los que dio su cámara de compensación o el pagador. Nada sale antes de fijarlos.', usage: 'Los archivos son', test: 'De prueba', production: 'De producción', default: { billing: 'Proveedor que factura en las reclamaciones', rendering: 'Proveedor que presta si la orden no nombra a nadie' },
    fields: {
      tin: 'TIN (nueve cifras)', line1: 'Calle', city: 'Ciudad', state: 'Estado (dos letras)', zip: 'ZIP+4 (nueve cifras)', phone: 'Teléfono', submitter_name: 'Nombre de quien presenta', submitter_id: 'Id de quien presenta', sender_id: 'Id del emisor (ISA06)', sender_qualifier: 'Calificador del emisor (ISA05)', receiver_name: 'Nombre del receptor',
      receiver_id: 'Id del receptor (ISA08)', receiver_qualifier: 'Calificador del receptor (ISA07)', contact_name: 'Contacto', contact_phone: 'Teléfono del contacto (diez cifras)', place_of_service: 'Lugar del servicio',
    },
  },
  feeFiles: {
    title: 'Archivos de tarifas', lead: 'Un archivo se acepta entero o se rechaza entero. Los importes de un archivo que nadie ha comparado con su fuente se muestran sin confirmar.', none: 'No hay archivos: se usan, sin confirmar, los importes que vienen con las reglas.', what: 'Qué es', year: 'Año', quarter: 'Trimestre', quarterOf: 'Trimestre {{quarter}}', apm: 'Para participantes APM acreditados', apmShort: 'APM', choose: 'Elegir el archivo',
    kinds: { rvu: 'Valores relativos de CMS (RVU)', gpci: 'Localidades de CMS (GPCI)', ptp: 'Pares excluyentes de NCCI (PTP)', mue: 'Límites de unidades de NCCI (MUE)', rates: 'Tarifas de un pagador', charges: 'Precios de la consulta' },
    hints: {
      rvu: 'PPRRVU del trimestre, en CSV, de los archivos de valores relativos del Physician Fee Schedule.', gpci: 'GPCI del año, en CSV, del mismo archivo comprimido.', ptp: 'Los pares PTP para profesionales del trimestre, en texto o CSV.', mue: 'La tabla MUE de servicios profesionales del trimestre, en CSV.',
      rates: 'CSV con las columnas code, amount, valid_from, valid_to.', charges: 'CSV con las columnas code, amount, valid_from, valid_to.',
    },
    refused: '{{name}} se rechazó entero; no se guardó nada:', duplicate: '{{name}} ya estaba; no se guardó nada.', done: '{{name}} está cargado.', file: 'Archivo', holds: 'Vale', rows: 'Líneas guardadas', factor: 'Factor de conversión', loaded: 'Cargado', confirmed: 'Confirmado', unconfirmed: 'Sin confirmar', withdrawn: 'Retirado',
    confirm: 'Comparado con su fuente', confirmOne: '{{name}} se comparó con su fuente', withdraw: 'Retirar', withdrawOne: 'Retirar {{name}}', withdrawLead: 'Deja de contar. Lo calculado con él conserva lo que dice.',
  },
  coverage: {
    section: 'Seguro y otras consultas', title: 'Cobertura', add: 'Añadir cobertura', none: 'No consta cobertura: las reclamaciones no pueden salir.', noPayer: 'Aún no hay pagadores. Añada uno en Facturación, Preparación.', rank: 'Orden', ranks: { '1': '1, paga primero', '2': '2, paga segundo', '3': '3, paga tercero' }, plan: 'Plan', memberId: 'Número de afiliado', memberHint: 'Como en la tarjeta; el número de Medicare sin guiones.', group: 'Grupo', relationship: 'El paciente es',
    relationships: { '18': 'el titular', '01': 'el cónyuge', '19': 'un hijo', G8: 'otro dependiente' }, days: 'Vale', before: 'antes del', from: 'Desde', endsOn: 'Primer día en que ya no vale', ended: 'Terminada', later: 'Aún no', inForce: 'Vigente', verified: 'Preguntado al pagador', verifiedOn: 'Se preguntó al pagador el', verify: 'Se preguntó', verifyOne: 'Se preguntó a {{payer}} y vale', verifyLead: 'Anote el día en que el pagador confirmó esta cobertura.', end: 'Terminar', endOne: 'Terminar la cobertura de {{payer}}', endLead: 'Las líneas desde ese día van a otra cobertura, o a ninguna.',
  },
  outside: {
    title: 'Facturado por otras consultas', lead: 'Solo una consulta cobra por un periodo. Lo que muestren la elegibilidad o el historial de reclamaciones se anota aquí y cuenta enseguida.', add: 'Añadir línea', none: 'No se sabe nada.', period: 'Periodo', service: 'Fecha de servicio', serviceHint: 'Vacío: el último día del periodo.', source: 'Quién lo dijo', sourceHint: 'Elegibilidad, historial de reclamaciones, el paciente.', codeHint: 'Un código de monitorización, como 99454.', units: 'Unidades', start: 'Primer día', end: 'Último día',
    withdrawn: 'Retirado', withdraw: 'No fue así', withdrawOne: 'Retirar {{code}}', withdrawLead: 'La línea queda y deja de contar.',
  },
};
