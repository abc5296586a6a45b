"""Validic Inform, Push Service: normalised records of many sources, in batches, or their FHIR form.

Sources and open points: docs/gateways/validic.md.
"""
