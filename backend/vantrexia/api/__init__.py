"""The HTTP edge: parse, authorise, call once, render."""
