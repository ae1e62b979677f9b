"""What is done about a case beside its steps: corrections, legal decisions, reviews, facts in breach.

The same pages stand behind two doors: the insurer's and the authority's.
"""
