"""Spanish: what codes are called where a sentence names one, by the parameter's name. As the screens call them."""

from __future__ import annotations

_STATES = {
    # devices
    "ordered": "pedido", "in_stock": "en existencias", "shipped": "enviado", "delivered": "entregado", "connected": "conectado",
    "silent": "callado", "swapped": "cambiado", "returned": "devuelto", "retired": "retirado",
    # alerts
    "open": "abierta", "acknowledged": "confirmada", "resolved": "resuelta",
    # billing entries
    "pending": "pendiente", "submitted": "enviada", "paid": "pagada", "denied": "denegada", "appealed": "apelada",
    # deliveries
    "received": "en espera", "processed": "procesada", "quarantined": "en cuarentena", "failed": "fallida",
    "discarded": "descartada",
}  # fmt: skip
_KINDS = {
    "blood_pressure": "presión arterial", "heart_rate": "frecuencia cardíaca", "pulse_oximetry": "saturación de oxígeno",
    "weight": "peso", "glucose": "glucosa", "temperature": "temperatura", "respiratory_rate": "frecuencia respiratoria",
    "billing": "factura", "rendering": "presta",
}  # fmt: skip

WORDS: dict[str, dict[str, str]] = {
    "status": _STATES,
    "state": _STATES,
    "to": _STATES,
    "action": {
        "order": "marcar como pedido", "ship": "marcar como enviado", "deliver": "marcar como entregado",
        "connect": "marcar como conectado", "return": "marcar como devuelto", "retire": "retirar", "assign": "asignar",
        "claim": "asumir", "release": "soltar", "acknowledge": "confirmar", "resolve": "resolver", "comment": "comentar",
        "escalate": "escalar", "swap": "cambiar", "raise": "elevar", "auto_resolve": "resolver",
    },
    "kind": _KINDS,
    "old_kind": _KINDS,
    "by": {"month": "mes", "code": "código", "payer": "pagador", "provider": "profesional"},
    "of": {"groups": "grupos", "transaction sets": "conjuntos de transacciones"},
}  # fmt: skip
