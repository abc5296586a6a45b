import type { account as source } from '../en/account';
import type { Catalogue } from '../catalogue';

export const account: Catalogue<typeof source> = {
  signIn: {
    title: 'Iniciar sesión', lead: 'Monitorización remota de pacientes', email: 'Correo electrónico', password: 'Contraseña', submit: 'Entrar', forgot: '¿Olvidó su contraseña?',
    failed: 'El correo o la contraseña no son correctos.', codeTitle: 'Verificación en dos pasos', codeLead: 'Escriba los seis dígitos de su aplicación de autenticación o un código de recuperación.',
    code: 'Código', codeWrong: 'Ese código no es correcto. Espere al siguiente e inténtelo de nuevo.', verify: 'Verificar', otherAccount: 'Usar otra cuenta',
    locked: 'Demasiados intentos. Puede volver a intentarlo en {{span}}, a las {{time}}.', lockedOver: 'Ya puede volver a intentarlo.', tooMany_one: 'Demasiadas solicitudes. Inténtelo en {{count}} segundo.', tooMany_other: 'Demasiadas solicitudes. Inténtelo en {{count}} segundos.',
    signedOut: 'Su sesión se ha cerrado.', idleOut: 'Su sesión se cerró porque nadie usó esta ventana durante un rato.', endedOut: 'Su sesión duró todo lo que permite su consultorio. Inicie sesión de nuevo para continuar.',
    unreachable: 'No se puede contactar con el servidor. Intentando de nuevo…', showPassword: 'Mostrar la contraseña', hidePassword: 'Ocultar la contraseña',
  },
  password: {
    forgotTitle: 'Restablecer la contraseña', forgotLead: 'Escriba su correo. Si hay una cuenta, se envía un enlace.', send: 'Enviar el enlace',
    sent: 'Si hay una cuenta con esta dirección, un mensaje con un enlace va en camino.', backToSignIn: 'Volver al inicio de sesión',
    resetTitle: 'Elija una contraseña nueva', newPassword: 'Contraseña nueva', again: 'Repita la contraseña nueva', mismatch: 'Las dos contraseñas son distintas.',
    rules: 'Al menos 15 caracteres; con la verificación en dos pasos bastan 8. Se rechazan las contraseñas comunes y las que llevan su nombre o el del consultorio.', totp: 'Código de su aplicación de autenticación (si la usa)',
    save: 'Establecer la contraseña', done: 'Su contraseña está establecida. Ya puede iniciar sesión.', linkBroken: 'Este enlace está incompleto. Pida uno nuevo.',
    change: 'Cambiar la contraseña', current: 'Contraseña actual', changed: 'Su contraseña se ha cambiado. Las demás sesiones han terminado.',
  },
  totp: {
    title: 'Verificación en dos pasos', mustLead: 'Su consultorio pide la verificación en dos pasos. Configúrela para continuar.', step1: '1. Escanee este código con una aplicación de autenticación',
    orType: 'O escriba esta clave en la aplicación:', step2: '2. Escriba los seis dígitos que muestra la aplicación', qr: 'Código QR para una aplicación de autenticación', start: 'Configurar', confirm: 'Activar',
    on: 'La verificación en dos pasos está activada.', off: 'La verificación en dos pasos está desactivada.', codesTitle: 'Códigos de recuperación',
    codesLead: 'Guarde estos códigos en un lugar seguro. Cada uno sirve una vez cuando no tenga la aplicación. Solo se muestran ahora.', codesKept: 'He guardado los códigos',
    disable: 'Desactivar', newCodes: 'Códigos de recuperación nuevos', newCodesLead: 'Los códigos antiguos dejan de servir.',
  },
  idle: { title: '¿Sigue ahí?', text: 'Su sesión se cerrará en {{span}} porque nadie ha usado esta ventana.', stay: 'Seguir conectado', leave: 'Cerrar sesión' },
  sessionEnd: {
    title: 'Su sesión termina a las {{time}}', text: 'Termina en {{span}}, por mucho que la use. Escriba su contraseña para continuar: lo que tiene abierto y escrito aquí se queda como está.',
    again: 'Se le recordará dos minutos antes.', later: 'Ahora no', renew: 'Iniciar sesión de nuevo', renewed: 'Ha iniciado sesión de nuevo.',
  },
  account: {
    title: 'Mi cuenta', profile: 'Perfil', sessions: 'Sesiones', preferences: 'Preferencias', firstName: 'Nombre', lastName: 'Apellidos',
    thisSession: 'Esta sesión', end: 'Terminar', endAll: 'Cerrar sesión en todas partes',
    endAllText: 'Terminan todas sus sesiones, también esta.', device: 'Navegador', address: 'Dirección', lastSeen: 'Última actividad', started: 'Inicio', ended: 'La sesión ha terminado.',
    shortcuts: 'Atajos de una tecla', shortcutsOn: 'Activados', shortcutsOff: 'Desactivados', languageAuto: 'Como el navegador', noSessions: 'No hay otras sesiones.',
  },
};
