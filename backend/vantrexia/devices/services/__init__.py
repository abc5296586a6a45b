"""Writes of the devices app: deliveries here, inventory and connections beside."""
