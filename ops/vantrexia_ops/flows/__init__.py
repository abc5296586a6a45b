"""What the tool does, as stories: deploy, rollback, plan, status, history, doctor, maintenance, smoke, remote, app.

A deploy is a list of steps (`flows/steps`), each with plan, do and undo, carried out by `flows.engine` and written down in the journal
before and after. Whatever a flow needs from the world comes through its `Ground`.
"""
