"""The frame of scenarios in which a client means harm: what it pours in, and how the server is
judged.

The server has withstood an attack if the same process serves a clean delivery right after it, and
has not kept the memory that the attack made it take.
"""

import threading

from finalhop_site import FinalhopSite, address_of
from lmtp_client import TIMEOUT_S, connect
from message_samples import plain
from process_usage import forget_peak, peak_octets
from scenario import Scenario

MEBIBYTE = 1024 * 1024
# A few buffers of each thread's allocator; an attack that is kept costs more by far.
GROWTH_MAX = 8 * MEBIBYTE
SENDER = "sender@example.org"
USER = address_of("ann")


class Poured:
    """What became of octets that were sent without waiting for replies."""

    def __init__(self):
        self.octets_taken = 0
        self.replies = b""
        self.reset = False  # the server closed although it had not read everything

    @property
    def lines(self):
        return self.replies.decode("utf-8").split("\r\n")[:-1]

    @property
    def codes(self):
        """Of each reply; a continued line is part of the next."""
        return [int(line[:3]) for line in self.lines if line[3:4] != "-"]


def pour(address, pieces, source=None):
    """Sends all pieces and then closes its side, or stops where the server closes; reads meanwhile,
    to the end."""
    poured = Poured()
    with connect(address, source) as connection:
        connection.settimeout(TIMEOUT_S)
        reader = threading.Thread(target=read_to_end, args=(connection, poured))
        reader.start()
        try:
            for piece in pieces:
                connection.sendall(piece)
                poured.octets_taken += len(piece)
            connection.shutdown(1)
        except (BrokenPipeError, ConnectionResetError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            poured.reset = True
        reader.join()
    return poured


def read_to_end(connection, poured):
    pieces = []
    try:
        while octets := connection.recv(1 << 16):
            pieces.append(octets)
    except ConnectionResetError:
        poured.reset = True
    poured.replies = b"".join(pieces)


class HostileScenario(Scenario):
    SERVER_OPTIONS = ()

    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")
        self.server = self.start_server()
        self.delivered = 0
        # The first deliveries make threads, open databases and fill caches.
        for _ in range(40):
            self.check_clean_delivery()
        forget_peak(self.server.pid)
        self.peak_before = peak_octets(self.server.pid)

    def start_server(self):
        return self.site.start(*self.SERVER_OPTIONS)

    def pour(self, *pieces, address=None, source=None):
        return pour(address or self.site.socket, pieces, source)

    def check_clean_delivery(self):
        content = plain(f"clean-{self.delivered}")
        with self.site.client() as client:
            final = client.transact(SENDER, [USER], content).final
            self.assertEqual(final[USER].code, 250, str(final[USER]))
            client.quit()
        self.delivered += 1

    def check_alive(self, growth_max=GROWTH_MAX):
        """The same process serves a clean delivery, nothing else was stored, and its memory has not
        been more at any time than it is allowed to be."""
        self.assertTrue(self.server.running)
        self.check_clean_delivery()
        self.assertEqual(len(self.site.maildir("ann").messages()), self.delivered)
        growth = peak_octets(self.server.pid) - self.peak_before
        self.assertLess(growth, growth_max)
