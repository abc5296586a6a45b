"""Patients, consent, orders, episodes, plans, interactions and decisions."""
