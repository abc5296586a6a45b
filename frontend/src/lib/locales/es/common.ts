import type { common as source } from '../en/common';
import type { Catalogue } from '../catalogue';

export const common: Catalogue<typeof source> = {
  common: {
    close: 'Cerrar', cancel: 'Cancelar', save: 'Guardar', edit: 'Editar', add: 'Añadir', remove: 'Quitar',
    confirm: 'Confirmar', loading: 'Cargando…', retry: 'Reintentar', all: 'Todos', none: 'Ninguno', yes: 'Sí', no: 'No',
    unknown: 'Desconocido', optional: 'opcional', actions: 'Acciones', status: 'Estado', reason: 'Motivo',
    from: 'Desde', to: 'Hasta', date: 'Fecha', name: 'Nombre', email: 'Correo electrónico', phone: 'Teléfono', role: 'Función', saved: 'Guardado.',
    copy: 'Copiar', copied: 'Copiado.', messages: 'Mensajes', paging: 'Páginas',
    range: '{{first}}–{{last}} de {{total}}', previousPage: 'Página anterior', nextPage: 'Página siguiente',
    errorTitle: 'No se pudo cargar', networkText: 'El servidor no respondió. Compruebe la conexión e inténtelo de nuevo.',
    toStart: 'A la página de inicio', leaveTitle: '¿Salir sin guardar?', leaveText: 'Lo que ha escrito aquí no se ha guardado y se perdería.', leave: 'Salir sin guardar', stay: 'Seguir escribiendo',
    notFoundTitle: 'No encontrado', notFoundText: 'No existe o pertenece a otro consultorio.',
    forbiddenTitle: 'No tiene acceso a esto', forbiddenText: 'Su función no lo incluye. Un administrador de su consultorio puede cambiarlo.',
    refreshFailed: 'No se pudo actualizar. Lo que ve puede ser antiguo.', skipToContent: 'Ir al contenido', required: 'Obligatorio', needed: 'Rellene este campo.', noNumber: 'Escriba un número.', noAddress: 'Escriba una dirección completa, como nombre@example.org.',
    timesIn: 'Horas de {{zone}}', you: 'usted', system: 'Sistema', never: 'nunca', conflictText: 'Alguien lo cambió entretanto. Se ha vuelto a cargar.',
  },
  level: { critical: 'Crítico', warning: 'Aviso', no_data: 'Sin datos', normal: 'Normal' },
  role: {
    admin: 'Administración', clinical_manager: 'Dirección clínica', provider: 'Médico o profesional', nurse: 'Enfermería', ma: 'Auxiliar médico',
    data_monitor: 'Control de datos', patient: 'Paciente', billing_manager: 'Facturación',
  },
  vital: {
    systolic: 'Sistólica', diastolic: 'Diastólica', pulse: 'Pulso', spo2: 'SpO₂', weight_kg: 'Peso', glucose_mg_dl: 'Glucosa',
    temperature_c: 'Temperatura', respiratory_rate: 'Frecuencia respiratoria',
  },
  kind: {
    blood_pressure: 'Presión arterial', heart_rate: 'Frecuencia cardíaca', pulse_oximetry: 'Saturación de oxígeno', weight: 'Peso', glucose: 'Glucosa',
    temperature: 'Temperatura', respiratory_rate: 'Frecuencia respiratoria',
  },
  home: {
    title: 'Hola, {{name}}', devices: 'Sus dispositivos', devicesText: 'Los dispositivos que recibió envían solos sus lecturas a {{practice}}. Aquí no tiene que hacer nada.',
    emergency: 'Nadie vigila estas lecturas las veinticuatro horas. En una emergencia llame al 911 o al número de emergencias de su zona.', untied: 'Su consultorio aún no ha indicado cuál es su expediente. Cuando lo haga, verá aquí sus lecturas y podrá anotar otras.',
  },
  nav: {
    main: 'Principal', own: 'Mis lecturas', worklist: 'Lista de trabajo', patients: 'Pacientes', devices: 'Dispositivos', quarantine: 'Cuarentena', practice: 'Consultorio',
    audit: 'Registro de auditoría', billing: 'Facturación', time: 'Tiempo por decidir', account: 'Mi cuenta', signOut: 'Cerrar sesión', switchPractice: 'Cambiar de consultorio', theme: 'Apariencia',
    language: 'Idioma', release: 'Versión {{release}}',
  },
  theme: { system: 'Como el dispositivo', light: 'Claro', dark: 'Oscuro' },
  live: {
    live: 'En vivo', connecting: 'Conectando…', polling: 'Cada 10 s', down: 'Sin conexión en vivo',
    stale: 'Las actualizaciones en vivo están interrumpidas. Última actualización {{ago}}. Lo que ve puede ser antiguo.',
    polled: 'Las actualizaciones en vivo están interrumpidas. Se consulta al servidor cada 10 segundos.',
    retryIn: 'Nuevo intento en {{span}}', neverHeard: 'Las actualizaciones en vivo aún no han empezado.',
  },
};
