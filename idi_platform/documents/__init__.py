"""Papers, attachments and verification codes."""
