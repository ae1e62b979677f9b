"""The insured thing: project, insured object, building, common part, unit."""
