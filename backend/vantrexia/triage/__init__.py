"""Thresholds, evaluations, alerts, escalations and reviews."""
