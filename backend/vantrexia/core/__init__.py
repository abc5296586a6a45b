"""What every app stands on: clock, tenancy, encryption, claims, checks, logging; no business."""
