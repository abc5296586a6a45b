"""Telli Health: cellular devices, generation 1 (readings) and 2 (readings, heartbeats, acknowledgements).

Sources and open points: docs/gateways/telli.md.
"""
