"""The pages of the texts: windows and extensions, revisions and who runs under them, questions which text binds."""
