"""The live stream: a hub of listeners, a dispatcher that numbers and fans out, and the ASGI application."""
