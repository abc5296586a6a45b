"""Writes of the triage app: evaluation, alerts, escalations, thresholds, reviews."""
