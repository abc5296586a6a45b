"""MioConnect: home devices over Bluetooth to a cellular hub, the hub's cloud to us.

The format is ours and documented in docs/gateways/mioconnect.md.
"""
