"""The same octets to lmtpd and to Dovecot's LMTP server: where replies differ, the RFC says why.

What is compared are the reply codes, in their order, to the end of the connection.
"""

import socket

import scenario
from conversations import CONVERSATIONS
from dovecot_lmtp import DovecotLmtp
from finalhop_site import FinalhopSite, accepts, address_of

USERS = ("ann", "bob", "postmaster")
TIMEOUT_S = 30


def reply_codes(path, octets):
    """Of all replies until the server closes."""
    said = b""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(TIMEOUT_S)
        client.connect(path)
        client.sendall(octets)
        while piece := client.recv(65536):
            said += piece
    lines = said.decode("ascii").split("\r\n")
    return [line[:3] for line in lines if line[3:4] == " "]


class DovecotComparisonTest(scenario.Scenario):
    def setUp(self):
        super().setUp()
        self.dovecot = DovecotLmtp(self, [address_of(user) for user in USERS], accepts)
        self.site = FinalhopSite(self)
        self.site.add_users(*USERS)
        self.site.start("--disabled-extension", "AUTH")  # Dovecot's LMTP server has none

    def test_each_difference_has_its_reason(self):
        for conversation in CONVERSATIONS:
            with self.subTest(conversation=conversation.name):
                ours = reply_codes(self.site.socket, conversation.octets)
                theirs = reply_codes(self.dovecot.socket, conversation.octets)
                self.assertEqual(ours[-1], "221", "QUIT was answered last")
                if conversation.difference is None:
                    self.assertEqual(ours, theirs)
                else:
                    self.assertNotEqual(ours, theirs, "the reason has no difference any more")


if __name__ == "__main__":
    scenario.main()
