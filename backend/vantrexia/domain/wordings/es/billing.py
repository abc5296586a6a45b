"""Spanish: entries, months, time, payers, coverage, claims, packets."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # entries
    "There is no such billing entry.": "Esta línea de facturación no existe.",
    "This entry is void.": "Esta línea está anulada.",
    "This entry is held.": "Esta línea está retenida.",
    "This entry has no such hold.": "Esta línea no tiene esa retención.",
    "Only a change of the facts ends this hold.": "Solo un cambio de los hechos termina esta retención.",
    "An entry that is {status} cannot become {to}.": "Una línea en estado «{status}» no puede pasar a «{to}».",
    "Only an entry that was billed is corrected; void a pending one.": "Solo se corrige una línea ya facturada; una pendiente se "
    "anula.",
    "The facts say what was billed.": "Los hechos dicen lo mismo que lo facturado.",
    "The entry does not fit.": "La línea no concuerda.",
    "This code and period has an entry.": "Este código y periodo ya tiene una línea.",
    "is no code of the rules": "no es un código de las reglas",
    "must lie between {first} and {last}": "debe estar entre el {first} y el {last}",
    "are written like I50.22": "se escriben como I50.22",
    "Nothing is missing.": "No falta nada.",
    "no rule set of {payer!r} covers {day}": "ningún conjunto de reglas de {payer!r} abarca el {day}",
    "no rule set knows the payer {payer!r}": "ningún conjunto de reglas conoce al pagador {payer!r}",
    # months
    "The month is not valid.": "El mes no es válido.",
    "Which month?": "¿Qué mes?",
    "The month cannot be closed yet.": "El mes aún no se puede cerrar.",
    "Points are open; say why the month is closed.": "Quedan puntos abiertos; diga por qué se cierra el mes.",
    "The month is closed.": "El mes está cerrado.",
    "The month is not closed.": "El mes no está cerrado.",
    "must be after date_from, at most three years": "debe ser posterior a date_from, tres años como máximo",
    # time
    "There is no such time entry.": "Esta entrada de tiempo no existe.",
    "Which activity?": "¿Qué actividad?",
    "is not one of the list": "no está en la lista",
    "Whose time?": "¿De quién es el tiempo?",
    "is time on another patient": "es tiempo de otro paciente",
    "is needed where no timer runs": "es obligatorio si no hay un cronómetro en marcha",
    "lies outside the entry": "queda fuera de la entrada",
    "The contact lies after the clock.": "El contacto es posterior a la hora actual.",
    "Nothing is changed.": "No se ha cambiado nada.",
    "is as it was, and so is the rest": "sigue como estaba, y lo demás también",
    "is more than 24 hours later": "es más de 24 horas después",
    "is more than 400 days ago": "es de hace más de 400 días",
    "Only the person whose time it is, or who may approve time, can change it.": "Solo puede cambiarlo la persona cuyo tiempo es, o "
    "quien aprueba el tiempo.",
    "This entry is running, or no longer in force.": "Esta entrada está en curso o ya no está vigente.",
    "A change of this entry waits for a second person.": "Un cambio de esta entrada espera a una segunda persona.",
    "Nothing is held about this entry.": "Esta entrada no tiene nada retenido.",
    "This entry waits for nobody.": "Esta entrada no espera a nadie.",
    "This entry was changed meanwhile.": "Esta entrada se cambió entretanto.",
    "A second person must decide this.": "Debe decidirlo una segunda persona.",
    "The limits are not valid.": "Los límites no son válidos.",
    "This start was used for another patient.": "Este inicio se usó para otro paciente.",
    "This timer has ended.": "Este cronómetro ha terminado.",
    # work items
    "There is no such work item.": "Esta tarea no existe.",
    "This item is done.": "Esta tarea está cerrada.",
    # payers and plans
    "There is no such payer.": "Este pagador no existe.",
    "There is no such plan.": "Este plan no existe.",
    "The payer is not complete.": "Los datos del pagador no están completos.",
    "There is a payer of this name.": "Ya hay un pagador con este nombre.",
    "The plan is not complete.": "Los datos del plan no están completos.",
    "The payer has a plan of this name.": "El pagador ya tiene un plan con este nombre.",
    "This plan was retired before.": "Este plan ya estaba retirado.",
    "The payer has no such plan.": "El pagador no tiene ese plan.",
    "must be 2 to 80 capital letters and digits, as in the payer's guide": "debe tener de 2 a 80 mayúsculas y cifras, como en la "
    "guía del pagador",
    "must be one or two capital letters or digits (SBR09)": "debe ser una o dos mayúsculas o cifras (SBR09)",
    "must be between 30 and 730": "debe estar entre 30 y 730",
    "must be after valid_from": "debe ser posterior a valid_from",
    # providers
    "There is no such provider.": "Este proveedor no existe.",
    "This provider is there already.": "Este proveedor ya existe.",
    "The provider is another one.": "Es otro proveedor.",
    "The provider is not complete.": "Los datos del proveedor no están completos.",
    "is no NPI: its check digit does not fit": "no es un NPI: su dígito de control no concuerda",
    "must be a taxonomy code of ten characters, as 207RC0000X": "debe ser un código de taxonomía de diez caracteres, como "
    "207RC0000X",
    "is no member of the practice": "no es miembro del consultorio",
    "must be a street address, no post office box": "debe ser una calle, no un apartado de correos",
    "must be two letters of a state": "debe ser las dos letras de un estado",
    "must be nine digits (ZIP+4 without dash)": "debe tener nueve dígitos (ZIP+4 sin guion)",
    "must be 10 to 15 digits": "debe tener de 10 a 15 dígitos",
    # who sends to whom
    "is no {kind} provider of the practice": "no es un proveedor del consultorio del tipo «{kind}»",
    "must be 2 to 15 capital letters and digits": "debe tener de 2 a 15 mayúsculas y cifras",
    "must be 2 to 80 capital letters and digits": "debe tener de 2 a 80 mayúsculas y cifras",
    "must be two digits or ZZ": "debe ser dos dígitos o ZZ",
    "must be ten digits": "debe tener diez dígitos",
    "must be P (production) or T (test)": "debe ser P (producción) o T (prueba)",
    "must be two digits, not a telehealth place (02, 10)": "debe ser dos dígitos, y no un lugar de telesalud (02, 10)",
    # coverage and other practices' claims
    "The coverage is not valid.": "La cobertura no es válida.",
    "This coverage ended before.": "Esta cobertura ya había terminado.",
    "is before the coverage began": "es anterior al inicio de la cobertura",
    "is no longer active": "ya no se usa",
    "is no Medicare number: eleven characters as on the card, without dashes": "no es un número de Medicare: once caracteres como en "
    "la tarjeta, sin guiones",
    "must be 1, 2 or 3": "debe ser 1, 2 o 3",
    "must be 2 to 30 letters, digits or dashes": "debe tener de 2 a 30 letras, dígitos o guiones",
    "There is coverage of this rank in that time already; end it first.": "Ya hay una cobertura de ese orden en ese tiempo; "
    "termínela primero.",
    "is none of the codes of monitoring": "no es un código de monitorización",
    "must not be before period_start": "no debe ser anterior a period_start",
    "This claim was withdrawn before.": "Esta línea ya estaba retirada.",
    # claims
    "There is no such claim.": "Esta reclamación no existe.",
    "This claim has no content yet.": "Esta reclamación aún no tiene contenido.",
    "The claim is not valid.": "La reclamación no es válida.",
    "The status is not valid.": "El estado no es válido.",
    "is none of the statuses": "no es ninguno de los estados",
    "Name a month or entries.": "Indique un mes o unas líneas.",
    "is needed without entry_ids": "es obligatorio si falta entry_ids",
    "Only a claim that has not left can be checked again.": "Solo se puede revisar de nuevo una reclamación que no ha salido.",
    "Only a claim that has not left can be cancelled.": "Solo se puede cancelar una reclamación que no ha salido.",
    "Only a claim that corrects another, with nothing else wrong, is asked for by a reopening.": "Solo se pide la reapertura de una "
    "reclamación que corrige a otra y no tiene otro problema.",
    "This claim is under way, or another was made for it.": "Esta reclamación está en camino, o se hizo otra en su lugar.",
    "Only a line that a payer denied, wholly or in part, can be appealed.": "Solo se puede apelar una línea que un pagador denegó del "
    "todo o en parte.",
    "There is no such line.": "Esta línea no existe.",
    "The page cannot be moved so far.": "La página no se puede mover tanto.",
    "must be from -{most} to {most} points": "debe estar entre -{most} y {most} puntos",
    "That is no number of points.": "No es un número de puntos.",
    "Box {box} of the form is too small for what it must say.": "La casilla {box} del formulario es demasiado pequeña para lo que debe "
    "decir.",
    "No appeal is heard on this decision: {reason} Put it right and send a new claim.": "Contra esta decisión no cabe apelación: "
    "{reason} Corríjalo y envíe una reclamación nueva.",
    "The claim could not be processed.": "La reclamación no se pudo procesar.",
    "This claim is itself a void.": "Esta reclamación es en sí una anulación.",
    "This claim has not left: cancel it, or the batch it is in.": "Esta reclamación no ha salido: cancélela, o deshaga el archivo en que "
    "está.",
    "The payer took this claim back already.": "El pagador ya revirtió esta reclamación.",
    "Nothing of this claim is at the payer: there is nothing to void.": "El pagador no tiene nada de esta reclamación: no hay nada que "
    "anular.",
    "Another claim came after this one: void that.": "Después de esta hubo otra reclamación: anule esa.",
    "This packet does not fit.": "Este expediente no concuerda.",
    "must be a packet that was made, of this patient and covering the period": "debe ser un expediente ya creado, de este paciente y que "
    "abarque el periodo",
    "There is no such appeal.": "Esta apelación no existe.",
    "This appeal was sent before its file was kept.": "Esta apelación se envió antes de que se guardara su archivo.",
    "This file is not as it was sent.": "Este archivo no está como se envió.",
    # batches
    "There is no such batch.": "Este archivo de reclamaciones no existe.",
    "Say first who sends claims to whom (claim settings).": "Diga primero quién envía reclamaciones a quién.",
    "No claim is ready.": "No hay ninguna reclamación lista.",
    "The X12 validator refuses the file; nothing was made.": "El validador X12 rechaza el archivo; no se creó nada.",
    "This batch was sent or cancelled before.": "Este archivo ya se había enviado o deshecho.",
    "Facts changed since the batch was built; cancel it and build another.": "Los hechos cambiaron desde que se creó el archivo; "
    "deshágalo y cree otro.",
    "A batch needs at least one claim.": "Un archivo necesita al menos una reclamación.",
    "A batch takes {most} claims at most.": "Un archivo admite {most} reclamaciones como máximo.",
    "A patient who is not the subscriber needs the subscriber.": "Si el paciente no es el titular, hacen falta los datos del titular.",
    "A control number must be from 1 to 999,999,999.": "Un número de control debe estar entre 1 y 999 999 999.",
    "A sender or receiver id must have 2 to 15 plain characters.": "El identificador de emisor o receptor debe tener de 2 a 15 "
    "caracteres simples.",
    "{name}{place:02d} holds a character that X12 does not carry": "{name}{place:02d} contiene un carácter que X12 no admite",
    # remittances
    "There is no such remittance.": "Esta remesa no existe.",
    "The file holds the same payment twice; nothing was posted.": "El archivo contiene dos veces el mismo pago; no se contabilizó "
    "nada.",
    "The postings are not the payment; nothing was posted.": "Los asientos no suman el pago; no se contabilizó nada.",
    "A payment with this number was posted with other content; nothing was posted.": "Un pago con este número se contabilizó con otro "
    "contenido; no se contabilizó nada.",
    "The file pays a provider who is none of this practice's billing providers; nothing was posted.": "El archivo paga a un proveedor "
    "que no factura en este consultorio; no se contabilizó nada.",
    # packets
    "There is no such packet.": "Este expediente no existe.",
    "Which days of whom?": "¿Qué días y de quién?",
    "This field is required without billing_entry_id.": "Este campo es obligatorio si falta billing_entry_id.",
    "must be at most {most} days, not before the first": "debe abarcar {most} días como máximo y no ser anterior al primero",
    "This packet has no files.": "Este expediente no tiene archivos.",
    "This packet is not as it was signed.": "Este expediente no está como se firmó.",
}
