"""Telling people, without patient data, by channel."""
