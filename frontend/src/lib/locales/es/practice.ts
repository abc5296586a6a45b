import type { practice as source } from '../en/practice';
import type { Catalogue } from '../catalogue';

export const practice: Catalogue<typeof source> = {
  practice: {
    title: 'Consultorio', parts: 'Partes del consultorio', tabs: { settings: 'Ajustes', users: 'Usuarios', roles: 'Funciones', deadlines: 'Plazos', time: 'Tiempos', thresholds: 'Umbrales', connections: 'Conexiones' },
    settings: 'Consultorio', timezone: 'Zona horaria', timezoneHint: 'Un nombre IANA, por ejemplo America/New_York', sessions: 'Sesiones e inicio de sesión', idle: 'Cerrar sesión tras minutos sin uso', absolute: 'Cerrar sesión tras horas en todo caso', mfa: 'Funciones que deben usar la verificación en dos pasos',
    users: 'Usuarios', invite: 'Invitar a un usuario', inviteLead: 'Se envía por correo un enlace para elegir la contraseña.', inviteSend: 'Enviar la invitación', inviteDone: 'La invitación va en camino.', since: 'Desde', active: 'Activo', inactive: 'Desactivado', locked: 'Bloqueado', invited: 'Invitado', actsOf: 'Acciones para {{name}}',
    acts: { record: 'Expediente propio', professions: 'Profesiones', activate: 'Activar de nuevo', role: 'Cambiar la función', 'send-link': 'Enviar un enlace de contraseña', unlock: 'Desbloquear', 'reset-totp': 'Restablecer la verificación en dos pasos', deactivate: 'Desactivar' },
    actText: {
      activate: 'El usuario puede volver a entrar con la contraseña que tenía.', role: 'La función nueva vale desde la siguiente solicitud.', 'send-link': 'Se envía a este usuario un enlace para elegir otra contraseña.', unlock: 'Se olvidan los intentos fallidos; el usuario puede volver a intentarlo.',
      'reset-totp': 'El usuario entra solo con la contraseña hasta configurar de nuevo la verificación. Asegúrese de quién lo pidió.', deactivate: 'Todas las sesiones terminan y el usuario ya no puede entrar. Lo que hizo queda registrado.',
    },
    record: 'Paciente', recordHint: 'El principio de un nombre o un número de historia completo', recordLead: 'Esta cuenta no ve nada hasta que se diga de quién es el expediente. Solo ese expediente se le abre.', recordTied: 'Esta cuenta está unida a un expediente. Si elige otro, lo sustituye enseguida.', tie: 'Unir a este expediente', untie: 'Separar', noRecord: 'aún sin expediente', openRecord: 'expediente',
    profession: 'Profesión', professionsLead: 'El tiempo con pacientes cuenta según la profesión de ese día. Lo que conste aquí queda fijado en cada registro de tiempo.', noProfession: 'No consta ninguna profesión: el tiempo de esta persona se guarda y no cuenta.', addProfession: 'Añadir una profesión', endProfession: 'Terminar {{name}}', licence: 'Número de licencia', licenceState: 'Estado de la licencia',
    matrix: 'Quién puede hacer qué', permission: 'Permiso', deadlinesLead: 'Los minutos cuentan desde que se abre la alerta. Lo que nadie confirma a tiempo pasa a la función siguiente. El plazo para resolver cuenta desde que se confirma y lo elige el consultorio; ninguna guía lo fija. Cuando vence, se le recuerda a quien tiene la alerta y después se llama a las mismas funciones. Lo que siga en espera tras el último paso se recuerda de nuevo cada vez que pasa ese plazo.', acknowledge_within_minutes: 'Confirmar en (min)', resolve_within_minutes: 'Resolver en (min)', remind_after_minutes: 'Primer recordatorio tras (min)', remind_every_minutes: 'Luego cada (min)', reminders: 'Recordatorios', remind_role: 'Recordar a',
    escalations: 'Escaladas', afterMinutes: 'Tras (min)', bringIn: 'Llamar a', addEscalation: 'Añadir una escalada',
  },
  connections: {
    title: 'Conexiones', lead: 'Adónde entregan lecturas las pasarelas de dispositivos y con qué claves firman.', add: 'Conexión nueva', gateway: 'Pasarela', label: 'Nombre', address: 'Dirección de entrega', keys: 'Claves', lastDelivery: 'Última entrega', disable: 'Desactivar', disableText: 'Desde ahora se rechazan las entregas por esta conexión.', rotate: 'Clave nueva', rotateText: 'Se crea una clave nueva; las antiguas siguen valiendo hasta que las desactive en la pasarela.',
    secretTitle: 'La clave, que solo se muestra ahora', secretText: 'Cópiela en los ajustes de la pasarela. No se puede volver a mostrar.', kept: 'He copiado la clave', noneTitle: 'Sin conexiones', noneText: 'Cree una para recibir lecturas de una pasarela.', disabled: 'Desactivada', active: 'Activa',
  },
  audit: {
    title: 'Registro de auditoría', lead: 'Cada acto y cada consulta de datos de pacientes. Las entradas no se pueden cambiar.', at: 'Hora', actor: 'Quién', action: 'Acción', entity: 'Qué', outcome: 'Resultado', address: 'Dirección', reason: 'Motivo', noneTitle: 'Sin entradas', noneText: 'Nada coincide con este filtro.', filterAction: 'Acción', filterFrom: 'Desde', filterTo: 'Hasta', filterActor: 'Usuario',
    outcomes: { success: 'Hecho', failure: 'Falló', denied: 'Denegado' }, newest: 'Más recientes', older: 'Más antiguas', sealed: 'Sellada', patients_one: '{{count}} paciente', patients_other: '{{count}} pacientes', lastRoot_one: 'Última raíz firmada {{ago}}, {{formatted}} entrada sellada', lastRoot_other: 'Última raíz firmada {{ago}}, {{formatted}} entradas selladas',
  },
};
