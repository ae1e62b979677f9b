"""The address in the log: that of the connection, or what our own proxies say."""

import pytest

from idi_platform.kernel.addresses import address_of

pytestmark = pytest.mark.django_db


def test_a_request_says_its_address_once_and_believes_no_header(client, caplog, settings):
    with caplog.at_level("INFO", logger="django_structlog"):
        client.get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"}, REMOTE_ADDR="198.51.100.4")
    said = [line.getMessage() for line in caplog.records if "request_" in line.getMessage()]
    assert len(said) == 1
    assert "198.51.100.4" in said[0]
    assert "203.0.113.7" not in said[0]


@pytest.mark.parametrize(
    ("proxies", "hops", "address"),
    [
        (0, "203.0.113.7", "198.51.100.4"),
        (1, "203.0.113.7, 192.0.2.9", "192.0.2.9"),
        (2, "203.0.113.7, 192.0.2.9", "203.0.113.7"),
        (3, "203.0.113.7, 192.0.2.9", "198.51.100.4"),
        (1, "", "198.51.100.4"),
    ],
)
def test_only_our_own_proxies_are_believed(rf, settings, proxies, hops, address):
    settings.PROXIES = proxies
    asked = rf.get("/", headers={"X-Forwarded-For": hops} if hops else {}, REMOTE_ADDR="198.51.100.4")
    assert address_of(asked) == address
