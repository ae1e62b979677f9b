"""Risk agency engagement, inspections and findings."""
