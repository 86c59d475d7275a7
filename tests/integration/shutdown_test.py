"""SIGTERM: what runs is finished, the rest gets 421, the exit status is 0."""

import os
import signal

from finalhop_site import FinalhopSite, accepts, address_of
from deadline import wait_until
from lmtp_client import ConnectionLost, dot_stuffed
from message_samples import as_stored, plain
from scenario import Scenario, main

USERS = tuple(map(address_of, ("ann", "bob")))


class Shutdown(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob")
        self.server = self.site.start()

    def signal_and_wait_until_it_shows(self):
        self.server.signal(signal.SIGTERM)
        wait_until(lambda: not accepts(self.site.socket), "no new connections")

    def check_421(self, client, before=()):
        """The last words; `before` are the codes of replies that may come first."""
        replies = client.read_to_end()
        self.assertEqual([reply.code for reply in replies], [*before, 421], list(map(str, replies)))
        self.assertEqual(replies[-1].text.split()[0], "4.3.2", str(replies[-1]))

    def check_ended(self):
        self.assertEqual(self.server.wait(), 0)
        self.assertFalse(os.path.exists(self.site.socket), "the socket file is still there")

    def test_running_content_is_finished_and_idle_sessions_get_421(self):
        idle = self.site.client()
        idle_in_transaction = self.site.client()
        self.assertTrue(idle_in_transaction.command("MAIL FROM:<sender@example.org>").positive)
        busy = self.site.client()
        transaction = busy.begin("sender@example.org", USERS)
        self.assertEqual(transaction.data.code, 354)
        wire = dot_stuffed(plain("shutdown"))
        busy.send(wire[:20])

        self.signal_and_wait_until_it_shows()
        self.check_421(idle)
        self.check_421(idle_in_transaction)
        self.assertTrue(self.server.running, "the server did not wait for the running content")
        busy.send(wire[20:])
        busy.read_final(transaction)
        self.assertEqual([reply.code for reply in transaction.final.values()], [250, 250])
        self.check_421(busy)
        self.check_ended()
        for name in ("ann", "bob"):
            self.assertEqual(self.site.maildir(name).only_message().content,
                             as_stored(plain("shutdown")))

    def test_pipelined_next_transaction_gets_421(self):
        busy = self.site.client()
        transaction = busy.begin("sender@example.org", USERS)
        wire = dot_stuffed(plain("shutdown"))
        busy.send(wire[:20])
        self.signal_and_wait_until_it_shows()
        busy.send(wire[20:] + b"MAIL FROM:<sender@example.org>\r\n")
        busy.read_final(transaction)
        self.assertEqual([reply.code for reply in transaction.final.values()], [250, 250])
        self.check_421(busy)
        self.check_ended()

    def test_content_that_never_ends_is_given_up_after_the_grace(self):
        self.server.terminate()
        self.server = self.site.start("--shutdown-timeout", "1")
        busy = self.site.client()
        busy.begin("sender@example.org", USERS)
        busy.send(b"Subject: never\r\n")
        self.server.signal(signal.SIGTERM)
        self.check_ended()
        for name in ("ann", "bob"):
            self.assertEqual(self.site.maildir(name).messages(), [])
        with self.assertRaises(ConnectionLost):
            busy.read_to_end()
            busy.read_reply()

    def test_server_without_clients_ends_at_once(self):
        self.server.signal(signal.SIGTERM)
        self.check_ended()

    def test_interrupt_from_the_keyboard_ends_it_too(self):
        self.server.signal(signal.SIGINT)
        self.check_ended()


if __name__ == "__main__":
    main()
