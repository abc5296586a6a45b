"""Spanish: devices, their assignment, gateways' connections, deliveries that wait."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # inventory
    "There is no such device.": "Este dispositivo no existe.",
    "There is no such model.": "Este modelo no existe.",
    "The register has no such model.": "El registro no tiene ese modelo.",
    "This model is in the register already.": "Este modelo ya está en el registro.",
    "The model is not complete.": "Los datos del modelo no están completos.",
    "A device needs its serial.": "Un dispositivo necesita su serie.",
    "A device with this serial is in the inventory.": "Ya hay un dispositivo con esta serie en el inventario.",
    "The serial and the model of a device never change.": "La serie y el modelo de un dispositivo no cambian nunca.",
    "Patients still have this device; take it back from them first.": "Hay pacientes que aún tienen este dispositivo; termine "
    "primero sus asignaciones.",
    "A device that is {status} cannot take the action {action}.": "Un dispositivo en estado «{status}» no admite la acción "
    "«{action}».",
    # identifiers
    "The identifier is not complete.": "El identificador no está completo.",
    "There is no such identifier.": "Este identificador no existe.",
    "There is no such identifier of this device.": "Este dispositivo no tiene ese identificador.",
    "There is no such identifier that could end.": "No hay ningún identificador así que pueda terminar.",
    "This {system} means another device.": "Este {system} corresponde a otro dispositivo.",
    # assignments
    "There is no such running assignment.": "No hay ninguna asignación así en curso.",
    "The assignment does not fit.": "La asignación no concuerda.",
    "A device that is {status} cannot be given to a patient.": "Un dispositivo en estado «{status}» no se puede asignar a un "
    "paciente.",
    "The device's slot is another patient's in this time.": "La posición del dispositivo es de otro paciente en ese tiempo.",
    "must be 1 to {slots}": "debe estar entre 1 y {slots}",
    "Several patients have this device; say which slot.": "Varios pacientes tienen este dispositivo; indique la posición.",
    "The end does not fit.": "El final no concuerda.",
    "must lie between the start of the assignment and now": "debe estar entre el inicio de la asignación y ahora",
    "The swap does not fit.": "El cambio no concuerda.",
    "A device does not replace itself.": "Un dispositivo no se sustituye a sí mismo.",
    "is the same device": "es el mismo dispositivo",
    "A device that is {status} cannot replace another.": "Un dispositivo en estado «{status}» no puede sustituir a otro.",
    "measures {kind}, the old one {old_kind}": "mide {kind}; el anterior, {old_kind}",
    "has fewer slots than are in use": "tiene menos posiciones de las que se usan",
    "The patient has no such device.": "El paciente no tiene ese dispositivo.",
    "must be a device of the patient": "debe ser un dispositivo del paciente",
    # connections
    "There is no such connection.": "Esta conexión no existe.",
    "There is no gateway of this name.": "No hay ninguna pasarela con este nombre.",
    "The connection is not complete.": "Los datos de la conexión no están completos.",
    "The connection does not fit.": "La conexión no concuerda.",
    "The connection is disabled.": "La conexión está desactivada.",
    "The connection is disabled already.": "La conexión ya está desactivada.",
    "The overlap does not fit.": "El tiempo de solape no concuerda.",
    "{most} keys hold already; revoke one first.": "Ya hay {most} claves vigentes; revoque una primero.",
    "There is no such key that holds.": "No hay ninguna clave vigente así.",
    "It is the last key; disable the connection, or rotate the key first.": "Es la última clave; desactive la conexión o cree "
    "primero una clave nueva.",
    # deliveries and what they hold
    "There is no such delivery.": "Esta entrega no existe.",
    "There is no such held measurement.": "Esta medición en espera no existe.",
    "The body was erased when its time was over.": "El contenido se borró al cumplirse su plazo.",
    "The body cannot be opened.": "El contenido no se puede abrir.",
    "A delivery that is {status} is not discarded; its held measurements are.": "Una entrega en estado «{status}» no se descarta; "
    "se descartan sus mediciones en espera.",
    "Nothing to replay: on its way already, or its body was erased when its time was over.": "No hay nada que procesar de nuevo: ya "
    "está en camino, o su contenido se borró al cumplirse su plazo.",
    "Nothing of this waits for a device or a patient; replay it after a fix, or discard it.": "Nada de esto espera a un dispositivo "
    "ni a un paciente; procéselo de nuevo tras un arreglo o descártelo.",
    "It is resolved already.": "Ya está resuelto.",
    "Several devices are meant; resolve them one by one.": "Se trata de varios dispositivos; resuélvalos uno por uno.",
    "must name one of the devices this delivery speaks of": "debe nombrar uno de los dispositivos de esta entrega",
    "Which device is it?": "¿Qué dispositivo es?",
    "No device of the inventory has this serial; say its model to enter it.": "Ningún dispositivo del inventario tiene esta serie; "
    "indique su modelo para darlo de alta.",
    "This field is required for a new device.": "Este campo es obligatorio para un dispositivo nuevo.",
    "The gateway's name means another device of the inventory.": "El nombre que usa la pasarela corresponde a otro dispositivo del "
    "inventario.",
}
