"""The law as data: city files, schema, vocabulary, predicates, editions and revisions."""
