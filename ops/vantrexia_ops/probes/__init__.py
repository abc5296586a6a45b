"""Looking, never changing: the host, the engine's containers, certificates, the edge's log, answers over HTTP.

`host` (disk, memory), `engine` (containers and images), `web` (HTTP and TLS), `certificates`, `edge_log`, `traffic` (requests in flight).
"""
