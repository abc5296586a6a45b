"""Append-only record of every act on patient data, sealed into Merkle trees."""
