"""A thousand silent clients and two hundred slow ones, and a normal client that does not notice."""

import resource
import time

from finalhop_site import FinalhopSite, address_of
from lmtp_client import ConnectionLost
from message_samples import mixed
from scenario import Scenario, main

SILENT = 1000
SLOW = 200
NAMES = ("ann", "bob", "eve")
STRANGER = address_of("stranger")
MESSAGES = mixed(12, 50_000)
# What the slow clients say, an octet at a time; one octet per ten seconds is the pace of the first
# and the last one. Between them the normal client's work sets the pace.
SLOW_WORDS = b"NOOP slow\r\n"
PACE_S = 10
DESCRIPTORS = 4096


class SlowClients(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users(*NAMES)
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, most))

    def start(self, *arguments):
        return self.site.start("--max-connections", "1300", "--max-connections-per-peer", "1300",
                               *arguments)

    def work(self, content):
        """Everything that the normal client was told, by code and status; texts have ids."""
        with self.site.client() as client:
            recipients = [*map(address_of, NAMES), STRANGER]
            transaction = client.transact("sender@example.org", recipients, content)
            replies = [transaction.mail, *transaction.recipients.values(), transaction.data,
                       *transaction.final.values(), client.command("RSET"), client.quit()]
        return [(reply.code, reply.text.split()[0]) for reply in replies]

    def stored(self):
        return [len(self.site.maildir(name).messages()) for name in NAMES]

    def test_normal_client_does_not_notice(self):
        self.start()
        unloaded = [self.work(content) for content in MESSAGES]
        self.assertEqual(self.stored(), [len(MESSAGES)] * len(NAMES))

        silent = [self.site.client() for _ in range(SILENT)]
        slow = [self.site.client() for _ in range(SLOW)]
        loaded = []
        rounds = list(zip(SLOW_WORDS, MESSAGES))
        for number, (octet, content) in enumerate(rounds):
            for client in slow:
                client.send(bytes((octet,)))
            loaded.append(self.work(content))
            if number in (0, len(rounds) - 2):
                time.sleep(PACE_S)  # what is shown is that clients may be so slow
        loaded.append(self.work(MESSAGES[-1]))
        self.assertEqual(loaded, unloaded)
        self.assertEqual(self.stored(), [2 * len(MESSAGES)] * len(NAMES))

        self.assertEqual([client.read_reply().code for client in slow], [250] * SLOW)
        self.assertEqual([client.command("NOOP").code for client in silent], [250] * SILENT)

    def test_slow_content_is_given_up_and_stores_nothing(self):
        server = self.start("--content-rate-grace", "2", "--min-content-rate", "500")
        slow = [self.site.client() for _ in range(SLOW)]
        for client in slow:
            transaction = client.begin("sender@example.org", [address_of("ann")])
            self.assertEqual(transaction.data.code, 354)
        told = []
        for octet in b"Subject: slow":
            for client in slow:
                try:
                    client.send(bytes((octet,)))
                except ConnectionLost:
                    pass  # it was given up already; what it was told is read below
        for client in slow:
            told.append([(reply.code, reply.text.split()[0]) for reply in client.read_to_end()])
        self.assertEqual(told, [[(421, "4.4.2")]] * SLOW)
        self.assertEqual(self.stored(), [0] * len(NAMES))
        self.assertEqual(server.log().count("client silent or too slow"), SLOW)
        self.work(MESSAGES[0])
        self.assertEqual(self.stored(), [1] * len(NAMES))


if __name__ == "__main__":
    main()
