"""Spanish: signing in, accounts, practices, emergency access."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # signing in
    "No active account found with the given credentials.": "No hay ninguna cuenta activa con estos datos.",
    "This account needs the code of its authenticator as well.": "Esta cuenta pide además el código de su aplicación de "
    "autenticación.",
    "The code is not valid, or was used before.": "El código no es válido o ya se usó.",
    "Too many failed attempts. Try again later, or ask an administrator of your practice.": "Demasiados intentos fallidos. "
    "Inténtelo más tarde o pida ayuda a un administrador de su consultorio.",
    "The token is not valid or has expired.": "El token no es válido o ha caducado.",
    "The session has ended; sign in again.": "La sesión ha terminado; vuelva a entrar.",
    "The access token has expired.": "El token de acceso ha caducado.",
    "The access token is not valid.": "El token de acceso no es válido.",
    "The Authorization header must be `Bearer <token>`.": "La cabecera Authorization debe ser `Bearer <token>`.",
    "This page may not sign anybody in here.": "Esta página no puede iniciar sesiones aquí.",
    "The password is not right.": "La contraseña no es correcta.",
    "If there is such an account, a link is on its way.": "Si existe esa cuenta, un enlace va en camino.",
    "A link is on its way.": "Un enlace va en camino.",
    "This link is not valid any more; ask for a new one.": "Este enlace ya no es válido; pida uno nuevo.",
    "Confirm your password to go on.": "Confirme su contraseña para continuar.",
    "This account is tied to no record.": "Esta cuenta no está vinculada a ningún expediente.",
    "There is no such session.": "Esta sesión no existe.",
    "You have no access to such a practice.": "Usted no tiene acceso a ese consultorio.",
    # passwords
    "The new password is not accepted.": "La contraseña nueva no se acepta.",
    "Use at least {least} characters.": "Use al menos {least} caracteres.",
    "Use at most {most} characters.": "Use {most} caracteres como máximo.",
    "This password is on the list of known passwords.": "Esta contraseña figura en la lista de contraseñas conocidas.",
    "Use something other than your name, address, practice or this service.": "Use algo distinto de su nombre, su dirección, "
    "su consultorio o este servicio.",
    # authenticator
    "An authenticator is enrolled already; disable it first.": "Ya hay una aplicación de autenticación configurada; desactívela "
    "primero.",
    "An authenticator is enrolled already.": "Ya hay una aplicación de autenticación configurada.",
    "Begin the enrolment first.": "Empiece primero la configuración.",
    "The code is not valid.": "El código no es válido.",
    "No authenticator is enrolled.": "No hay ninguna aplicación de autenticación configurada.",
    "This person has no authenticator.": "Esta persona no tiene aplicación de autenticación.",
    "Use your own settings to give up your authenticator.": "Para quitar su aplicación de autenticación, use sus propios ajustes.",
    # who may
    "This needs a practice.": "Para esto hace falta un consultorio.",
    "Only a person can do this.": "Solo una persona puede hacerlo.",
    "Only a member can do this.": "Solo un miembro del consultorio puede hacerlo.",
    "This needs a session.": "Para esto hace falta una sesión.",
    "Only a person has a profile.": "Solo una persona tiene perfil.",
    "The membership has ended.": "La pertenencia al consultorio ha terminado.",
    "The profile is not valid.": "El perfil no es válido.",
    # members
    "There is no such user in this practice.": "Este usuario no existe en el consultorio.",
    "There is no such person.": "Esta persona no existe.",
    "There is no such member.": "Este miembro no existe.",
    "is not of this practice": "no es de este consultorio",
    "There is no such role.": "Esta función no existe.",
    "A member belongs to a practice.": "Un miembro pertenece a un consultorio.",
    "This person is a member of the practice already.": "Esta persona ya es miembro del consultorio.",
    "This person's account belongs to another practice; it must be changed there.": "La cuenta de esta persona pertenece a otro "
    "consultorio; hay que cambiarla allí.",
    "Another administrator must do this.": "Debe hacerlo otro administrador.",
    "The practice would be left without an administrator.": "El consultorio se quedaría sin administrador.",
    "Only an account of the role patient has a record of its own.": "Solo una cuenta con la función de paciente tiene historia "
    "propia.",
    "only for the role patient": "solo para la función de paciente",
    "This record has an account already.": "Esta historia ya tiene una cuenta.",
    "The credential is not valid.": "La credencial no es válida.",
    "There is no such credential.": "Esta credencial no existe.",
    "must lie after valid_from": "debe ser posterior a valid_from",
    # practices
    "There is no such practice.": "Este consultorio no existe.",
    "There is no such location.": "Esta sede no existe.",
    "The practice cannot be created.": "El consultorio no se puede crear.",
    "The settings are not valid.": "Los ajustes no son válidos.",
    "The location is not valid.": "La sede no es válida.",
    "must be nine digits": "debe tener nueve dígitos",
    "must be a list of roles: {choices}": "debe ser una lista de funciones: {choices}",
    "must be a role that works alerts: {choices}": "debe ser una función que atienda alertas: {choices}",
    "The deadlines cannot be read.": "Los plazos no se pueden leer.",
    "unknown severity": "gravedad desconocida",
    "unknown setting": "ajuste desconocido",
    # emergency access
    "The emergency access is not valid.": "El acceso de emergencia no es válido.",
    "say why, in at least {least} characters": "diga por qué, con al menos {least} caracteres",
    "An emergency access is running already.": "Ya hay un acceso de emergencia en curso.",
    "The emergency access did not begin.": "El acceso de emergencia no ha empezado.",
    "No emergency access is running.": "No hay ningún acceso de emergencia en curso.",
    "There is no such emergency access.": "Este acceso de emergencia no existe.",
    "Somebody else must review this.": "Debe revisarlo otra persona.",
    "This has been reviewed already.": "Ya se ha revisado.",
}
