"""Our small supervisor of embedded services: PostgreSQL, Redis, web, worker and beat on one machine.

The demo, the tests and the fault tests start real processes through this package. PostgreSQL and Redis come as
programs inside pip packages; we find them without importing those packages, start them with a parent-death signal on
private Unix sockets, and take them down again. Nothing here knows any app (docs/decisions/0001 says why it exists).
"""
