import type { own as source } from '../en/own';
import type { Catalogue } from '../catalogue';

export const own: Catalogue<typeof source> = {
  own: {
    title: 'Mis lecturas', lead: 'Lecturas de {{name}} en {{practice}}',
    emergency: 'Lo que envía llega a {{practice}}. Nadie lo vigila las veinticuatro horas y esto no es atención de emergencia. En una emergencia llame al 911 o al número de emergencias de su zona.',
    type: 'Anotar una lectura', typeLead: 'Los dispositivos que recibió envían solos sus lecturas. Anote solamente lo que ellos no midieron.',
    what: 'Qué se midió', value: 'Valor', at: 'Medido',
    send: 'Enviar al consultorio', sent: 'Enviada a su consultorio a las', closed: '{{practice}} ya no recibe lecturas para este expediente. Si le sorprende, llame al consultorio.',
    readings: 'Últimas lecturas', from: 'De', since: 'En su consultorio desde', origins: { automatic: 'Dispositivo', patient_typed: 'Anotada por usted', practice: 'Consultorio' },
    none: 'Aún no hay lecturas', noneText: 'Aquí aparece lo que envían sus dispositivos y lo que usted anota.',
  },
};
