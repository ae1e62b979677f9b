"""Supervision: registers, dashboards, exports."""
