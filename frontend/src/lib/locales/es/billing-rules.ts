export const billingRules = {
  rules: {
    none: 'No hay reglas cargadas', set: 'Conjunto de reglas', id: 'Nombre', payer: 'Pagador', dates: 'Fechas de servicio', inherits: 'Se basa en', diagnoses: 'Diagnósticos cubiertos', allDiagnoses: 'sin lista: cualquier diagnóstico', noDiagnosis: 'una lista vacía: ninguno', sources: 'Fuentes',
    confirmed: 'Confirmado: una persona ha leído sus fuentes. Sus líneas pueden enviarse.', unconfirmed: 'Sin confirmar: las líneas de estas fechas se calculan y se retienen.', held: 'Las líneas de estas fechas se retienen.',
    changes: 'Qué cambió', changesAgainst: 'Qué cambió frente a {{set}}, y por qué', first: 'Es el conjunto más antiguo: no hay ninguno anterior.', unchanged: 'Ningún código exige algo distinto que en {{set}}.',
    code: 'Código', program: 'Programa', kind: 'Tipo', change: 'Cambio', before: 'Antes', now: 'Ahora', why: 'Quién lo dice', mark: 'Certeza', needs: 'Exige', needsOf: 'Qué exige cada código: {{program}}', says: 'En nuestras palabras',
    changed: { new: 'Nuevo', gone: 'Suprimido', changed: 'Cambiado' }, marks: { A: 'texto primario', B: 'fuente secundaria', C: 'conocimiento general' },
    daysBetween: 'de {{least}} a {{most}} días con datos', daysFrom: 'al menos {{least}} días con datos', minutesFrom: 'al menos {{minutes}} minutos', eachFurther: 'cada {{minutes}} minutos completos más',
    fromTo: 'del {{from}} al {{to}}', fromOn: 'desde el {{from}}', until: 'hasta el {{to}}', always: 'siempre',
    programs: { rpm: 'Monitorización remota (RPM)', rtm: 'Monitorización terapéutica (RTM)', rtm_respiratory: 'RTM, respiratoria', rtm_musculoskeletal: 'RTM, musculoesquelética', rtm_cognitive: 'RTM, cognitivo-conductual' },
    kinds: { setup: 'Instalación', supply: 'Suministro', time: 'Tiempo', time_addon: 'Tiempo adicional', clinician_time: 'Tiempo del clínico' },
    values: {
      patient: 'la del paciente', utc: 'UTC', latest_of_consent_enrolment_setup: 'lo último de consentimiento, inscripción e instalación', clip: 'se recorta', fixed: 'fija',
      union: 'todos los dispositivos juntos', best_device: 'el mejor dispositivo solo', measurement_time: 'cuándo se midió', period_closed: 'cuando el período está cerrado',
      period_end: 'el fin del período', minimum_day: 'el día en que se alcanzó el mínimo', first_period_reaching_minimum: 'el primer período que alcanza el mínimo',
      cut_at_first_event: 'se corta en el primero', count_and_warn: 'cuenta, con un aviso', once: 'una vez', split: 'se divide a medianoche',
      touched_months_ended: 'cuando han terminado todos los meses que toca', moves_day_one: 'el día 1 se desplaza', blocks_period: 'el período queda bloqueado',
      billed_base: 'la de la base facturada', hold_time: 'el tiempo se retiene', any_overlap_blocks: 'cualquier solapamiento bloquea', month_end: 'el fin del mes',
      compute_and_hold: 'se calcula y se retiene', never_change_lines: 'las líneas no cambian', admin: 'Administrador', biller: 'Facturación', tech_support: 'Soporte técnico',
      ai_agent: 'Agente automático',
    },
    judgements: 'Criterios', judgementsLead: 'Donde las reglas publicadas dejan margen, esta es la lectura vigente. Otro valor requiere un conjunto de reglas propio.', judgement: 'Criterio', clause: 'Cláusula', inForce: 'Vigente', allowed: 'Permitido', anyOf: 'una lista', overrides: 'Difiere en',
    codes: 'Códigos', codesLead: 'Los textos oficiales tienen licencia; estas palabras son nuestras.',
  },
  selfCheck: {
    title: 'Autocontrol antes de enviar', lead: 'Los cinco patrones que busca el Inspector General (OIG) y otros que solo se ven entre muchos pacientes.', asOf: 'A fecha de', again: 'Revisar de nuevo', nothing: 'No se encontró nada.',
    severity: { hold: 'Retener', warn: 'Conviene mirarlo' }, concerns: { patients: 'Pacientes:', staff: 'Personal:' }, more: '{{formatted}} más', others_one: 'y {{formatted}} más', others_other: 'y {{formatted}} más', lookedFor: 'Qué se revisó', pattern: 'Patrón', does: 'Si aparece', result: 'Resultado', found: 'Encontrado', notFound: 'No encontrado',
    lookedAt: { patients: 'Pacientes', lines: 'Líneas de facturación', time_entries: 'Registros de tiempo' },
    kinds: {
      ENROLMENT_SPIKE: 'Un salto de pacientes nuevos', NO_PRIOR_VISIT: 'Pacientes sin consulta', SUPPLY_NEVER_MANAGED: 'Suministro sin gestión del tratamiento', SEVERAL_PRACTICES: 'Varios consultorios para un paciente', SEVERAL_DEVICES: 'Más de un suministro en un periodo',
      IDENTICAL_WORK: 'Los mismos minutos y nota en muchos pacientes', DAY_TOO_LONG: 'Una jornada de más de 16 horas', TWO_PLACES: 'Una persona en dos sitios a la vez', EXACT_TOTALS: 'Meses que acaban justo en un umbral', IDENTICAL_STREAMS: 'Lecturas idénticas de varios pacientes',
    },
  },
};
