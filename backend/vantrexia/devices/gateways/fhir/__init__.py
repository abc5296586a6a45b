"""Any sender that can post FHIR R4: one Observation, an array of them, or a Bundle.

What is read and what is not: docs/gateways/fhir.md.
"""
