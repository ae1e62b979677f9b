"""Intake, pre-cover ticket, claim, determination and settlement."""
