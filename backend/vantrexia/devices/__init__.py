"""Device inventory, assignments, gateways, connections and deliveries."""
