"""Tenovi: gateway-connected and cellular devices, one POST per metric or per physical reading.

Sources and open points: docs/gateways/tenovi.md.
"""
