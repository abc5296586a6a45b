import type { typed as source } from '../en/typed';
import type { Catalogue } from '../catalogue';

export const typed: Catalogue<typeof source> = {
  typed: {
    what: 'Qué se midió', unit: 'Unidad', at: 'Medido', bounds: 'De {{low}} a {{high}} {{unit}}', beyond: 'Solo se puede enviar de {{low}} a {{high}} {{unit}}. Revise lo que escribió.', ahead: 'Esa hora aún no ha llegado.',
    meal: 'Comida', meals: { fasting: 'En ayunas', pre_meal: 'Antes de comer', post_meal: 'Después de comer', bedtime: 'Al acostarse', unknown: 'Sin indicar' },
    add: 'Añadir una lectura', another: 'Añadir otra', store: 'Guardar la lectura', zone: 'zona del paciente, {{zone}}',
    lead: 'Para lo que el paciente le dice. La puntuación y las alertas la siguen como a la de un dispositivo, pero no es un día de transmisión para la facturación: allí solo cuenta lo que los dispositivos envían por sí mismos.',
    posture: 'Postura', postures: { unsaid: 'Sin indicar', sitting: 'Sentado/a', standing: 'De pie', lying: 'Acostado/a' }, arm: 'Brazo', arms: { unsaid: 'Sin indicar', left: 'Brazo izquierdo', right: 'Brazo derecho' },
    note: 'Nota', noteHint: 'Como máximo 64 caracteres; queda junto a la lectura.', stored: 'Guardada:', source: 'Origen', noAlert: 'No abrió ninguna alerta.', late: 'Se midió hace más de 24 horas y queda marcada como tardía.',
    alert: 'Hay ahora una alerta por esto, en la lista de trabajo y en Alertas. Si ya había una abierta por la misma causa, esta lectura se ha sumado a ella.',
    billing: 'No cuenta como día de transmisión para la facturación.',
    origins: { automatic: 'Enviada por un dispositivo', staff_typed: 'Anotada por el personal', patient_typed: 'Anotada por el paciente', import: 'Importada', synthetic: 'Sintética' },
  },
};
