"""A client that is silent, slow or one too many gets 421 with a reason, and stores nothing."""

import select

from deadline import wait_until
from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient
from scenario import Scenario, main

USER = address_of("ann")


class ConnectionLimits(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")

    def check_last_words(self, client, status):
        """The server's last words come by themselves, then it closes."""
        replies = client.read_to_end()
        self.assertEqual([(reply.code, reply.text.split()[0]) for reply in replies],
                         [(421, status)], list(map(str, replies)))

    def check_nothing_stored(self):
        self.assertEqual(self.site.maildir("ann").messages(), [])

    def content_begun(self):
        client = self.site.client()
        transaction = client.begin("sender@example.org", [USER])
        self.assertEqual(transaction.data.code, 354)
        return client

    def test_silence_before_a_command(self):
        self.site.start("--command-timeout", "1")
        self.check_last_words(self.site.client(), "4.4.2")

    def test_silence_within_a_command_line(self):
        self.site.start("--command-timeout", "1")
        client = self.site.client()
        client.send(b"NOO")
        self.check_last_words(client, "4.4.2")

    def test_command_line_that_trickles(self):
        """Its octets do not give it more time."""
        self.site.start("--command-timeout", "2")
        client = self.site.client()

        def answered():
            client.send(b"x")
            return select.select([client.socket], [], [], 0.1)[0]
        wait_until(answered, "the server's last words")
        self.check_last_words(client, "4.4.2")

    def test_silence_within_content(self):
        self.site.start("--content-timeout", "1")
        client = self.content_begun()
        client.send(b"Subject: silent\r\n")
        self.check_last_words(client, "4.4.2")
        self.check_nothing_stored()

    def test_content_that_trickles(self):
        self.site.start("--content-rate-grace", "1", "--min-content-rate", "1M")
        client = self.content_begun()
        client.send(b"Subject: slow\r\n")
        self.check_last_words(client, "4.4.2")
        self.check_nothing_stored()

    def test_one_connection_too_many(self):
        self.site.start("--max-connections", "3")
        clients = [self.site.client() for _ in range(3)]
        self.check_one_too_many()
        clients[0].quit()
        wait_until(self.is_welcome, "room for a connection")

    def test_one_connection_of_a_peer_too_many(self):
        self.site.start("--max-connections-per-peer", "2")
        clients = [self.site.client() for _ in range(2)]
        self.check_one_too_many()
        self.assertTrue(clients[0].command("NOOP").positive)

    def is_welcome(self):
        with LmtpClient(self.site.socket) as client:
            return client.greeting.code == 220

    def check_one_too_many(self):
        refused = LmtpClient(self.site.socket)
        self.addCleanup(refused.close)
        self.assertEqual((refused.greeting.code, refused.greeting.text.split()[0]),
                         (421, "4.3.2"), str(refused.greeting))
        self.assertEqual(refused.read_to_end(), [])

    def test_too_many_errors(self):
        self.site.start("--max-errors", "3")
        client = self.site.client()
        for _ in range(3):
            self.assertEqual(client.command("NONSENSE").code, 500)
        client.send(b"NONSENSE\r\n")
        replies = client.read_to_end()
        self.assertEqual((replies[-1].code, replies[-1].text.split()[0]), (421, "4.7.0"),
                         list(map(str, replies)))

    def test_too_many_transactions(self):
        self.site.start("--max-transactions", "2")
        client = self.site.client()
        for _ in range(2):
            final = client.transact("sender@example.org", [USER], b"Subject: x\r\n").final
            self.assertEqual(final[USER].code, 250)
        client.send(b"MAIL FROM:<sender@example.org>\r\n")
        self.assertEqual(client.read_to_end()[-1].code, 421)
        self.assertEqual(len(self.site.maildir("ann").messages()), 2)


if __name__ == "__main__":
    main()
