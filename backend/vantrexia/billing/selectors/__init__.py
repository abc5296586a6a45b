"""Reads of billing: facts for the rules, entries, states, work, closed months. The first argument says who looks."""
