import type { enrollment as source } from '../en/enrollment';
import type { Catalogue } from '../catalogue';

export const enrollment: Catalogue<typeof source> = {
  enrollment: {
    title: 'Seguimiento', running: 'Seguimiento', since: 'Desde', began: 'Comienzo', ended: 'Fin', earlier: 'Seguimientos anteriores',
    noneTitle: 'Sin seguimiento', noneText: 'No se nota ninguna lectura que falte y nada se puede facturar hasta inscribir al paciente con una orden y un consentimiento.', archived: 'El paciente está archivado. Recupere antes el registro.',
    deceased: 'Consta el fallecimiento del paciente.',
    begin: 'Comenzar el seguimiento', begun: 'El seguimiento ha comenzado.', order: 'Orden', plan: 'Plan', noPlan: 'Sin plan: no se espera nada, así que nada falta',
    orderBy: 'De {{name}} (NPI {{npi}}), {{date}}', orderUntil: 'hasta el {{date}}', orderOpen: 'sin fin', orderCancelled: 'Esta orden se anuló.',
    clinician: 'Profesional del consultorio', clinicianHint: 'Rellena el nombre y el NPI.', orderedBy: 'Ordenado por', orderedOn: 'Fecha de la orden', npi: 'NPI de quien ordenó', npiHint: 'Diez cifras.',
    diagnoses: 'Diagnósticos (ICD-10-CM)', diagnosesHint: 'Por ejemplo I10, E11.9. Varios: separados por comas.', expiresOn: 'Vale hasta', expiresHint: 'El primer día en que ya no vale. Vacío: sin fin.',
    evidence: 'Paciente establecido', evidenceHint: 'Por qué el paciente cuenta como establecido en el consultorio.', visitDate: 'Fecha de la visita',
    evidences: { none: 'Sin registrar', em_visit: 'Visita en este consultorio', annual_wellness: 'Visita anual de bienestar', during_phe: 'Inscrito durante la emergencia de salud pública', imported: 'Tomado de otro sistema' },
    kinds: 'Qué se mide', kindNeeded: 'Elija al menos un tipo de lectura.',
    consentLead: 'Usted anota que tomó este consentimiento ahora. Cubre el seguimiento; todo lo demás, solo si está marcado.', method: 'Cómo se dio', methods: { verbal: 'Verbal', written: 'Escrito' },
    text: 'Texto aceptado', noText: 'Ningún texto del consultorio', said: 'Al paciente se le dijo', notices: { cost_sharing: 'que una parte del costo puede corresponderle', one_practitioner: 'que solo un consultorio a la vez puede facturar el seguimiento', right_to_stop: 'que puede dejarlo en cualquier momento' },
    alsoCovers: 'También cubre', scopes: { monitoring: 'Seguimiento', billing: 'Facturación', sms: 'Mensajes de texto', email: 'Correo electrónico', data_sharing: 'Compartir datos con otros que tratan' },
    perDay: 'Veces al día', perWeek: 'Días por semana', timesPerDay_one: 'una vez al día', timesPerDay_other: '{{count}} veces al día', daysPerWeek_one: '{{count}} día por semana', daysPerWeek_other: '{{count}} días por semana',
    end: 'Terminar el seguimiento', endText: 'El paciente sale de la lista de trabajo y ya no se espera que envíe nada. El registro se conserva.', endReason: 'Motivo', endDone: 'El seguimiento ha terminado.',
    endReasons: { goals_met: 'Objetivos cumplidos', discharged: 'Dado de alta', patient_request: 'Lo pidió el paciente', not_measuring: 'No mide', moved_away: 'Se mudó', transferred: 'Sigue en otro lugar', order_ended: 'Terminó la orden', consent_revoked: 'Consentimiento retirado', deceased: 'Falleció', other: 'Otro' },
    revoke: 'Retirar', revokeOf: 'Retirar el consentimiento del {{date}}', revokeText: 'El paciente retira este consentimiento. Otro todavía cubre el seguimiento, así que continúa.', revokeLast: 'El paciente retira este consentimiento. Ningún otro cubre el seguimiento: termina ahora.', revokeDone: 'El consentimiento se ha retirado.',
    setups: 'Puesta en marcha y educación', addSetup: 'Anotar una puesta en marcha', noSetups: 'Ninguna puesta en marcha anotada', noSetupsText: 'Anótela cuando el paciente haya aprendido a usar el dispositivo; 99453 la necesita.', setupDone: 'Completada', setupOpen: 'todavía no', minutes: 'Minutos de educación', minutesHint: 'Los que usted enseñó.',
    taughtBy: 'Enseñado por', setupNow: 'La puesta en marcha y la educación están completas', setupNoDevice: 'El paciente no tiene dispositivo. Asigne antes uno, en la página del dispositivo.', setupDevice: 'Dispositivo', note: 'Nota',
  },
};
