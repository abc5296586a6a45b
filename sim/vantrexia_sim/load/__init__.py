"""A bounded load generator: as many signed MioConnect deliveries as asked for, from one process, at little
cost."""
