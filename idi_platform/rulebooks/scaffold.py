"""The beginning of a city file: every section with the question that the text has to answer."""

_TEXT = """\
id: {code}
title: {{zh: 待填, en: to be filled}}
division: "000000"            # six digits, quoted
issuers: [待填]
in_force: {{from: unknown, to: unknown}}   # both days included; unknown: never in force by itself
insured_object: project       # project | construction_permit | contract
binds_on: {{step: policy.sign_contract}}   # or {{fact: insured_object.permit_applied_on}}

scope:                        # compulsory | voluntary | by_reference | not_covered
  commodity_housing: {{effect: compulsory, clause: X-1}}

clauses:                      # every clause of the text, with what realises it
  X-1: {{article: 第一条, title: {{zh: 待填, en: to be filled}}, kind: [scope], planned: [information]}}

# cover:      starts, test, groups, items, segments, exclusions
# clocks:     duties, reminders, windows, automatic steps
# gates:      what a step needs; effect block | warn | refer | hint
# steps:      who may take a step here
# terms:      what the text leaves to the contract
# figures:    rates, tables by outcome
# papers:     title, recipient, sections, layout
# planned:    the same sections for what is not built yet
"""


def scaffold(code: str) -> str:
    """Return a city file that loads and asks to be filled in."""
    return _TEXT.format(code=code)
