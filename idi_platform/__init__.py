"""The Django project and the ground that all apps stand on."""

import gc

# What is loaded stays, and a page leaves little behind: to look for dead circles at every 700 new objects took a third
# of the collection of the tests and a thirtieth of their work. A process that has chosen for itself keeps its choice.
if gc.get_threshold()[0] < 50_000:
    gc.set_threshold(50_000, 20, 50)
