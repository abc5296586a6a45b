"""Homes that measure: a simulator that speaks each gateway's real format over HTTP."""
