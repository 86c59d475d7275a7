"""The limit of open files is reached: nothing spins, old clients work, new ones wait their turn."""

import re
import resource
import time

from deadline import wait_until
from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient, connect
from message_samples import plain
from process_usage import processor_seconds
from scenario import Scenario, main

LIMIT = 64
WAITING = 30
USER = address_of("ann")
WATCHED_S = 2
# A server that spins takes all of the time that it is watched.
PROCESSOR_S_MAX = 0.5
GOOD_CODES = {250, 452}


class DescriptorsRunOut(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")

    def start(self, limit):
        return self.site.start(wrapper=("prlimit", f"--nofile={limit}:{limit}"))

    def fill(self, server):
        """As many greeted clients as there is room for, by the server's own word."""
        room = int(re.search(r"leaves room for (\d+) clients", server.log()).group(1))
        self.assertLess(room, LIMIT)
        clients = [self.site.client() for _ in range(room)]
        wait_until(lambda: f"{room} clients, no room for more" in server.log(), "word of it")
        return clients

    def knock(self, count):
        """Clients that are connected, as far as the kernel is concerned."""
        waiting = [connect(self.site.socket) for _ in range(count)]
        for connection in waiting:
            self.addCleanup(connection.close)
        return waiting

    def check_idle(self, server):
        before = processor_seconds(server.pid)
        time.sleep(WATCHED_S)  # not for anything to happen: nothing may
        self.assertLess(processor_seconds(server.pid) - before, PROCESSOR_S_MAX)

    def deliver(self, client):
        final = client.transact("sender@example.org", [USER], plain("room")).final
        return final[USER]

    def test_new_clients_wait_and_old_ones_work(self):
        server = self.start(LIMIT)
        clients = self.fill(server)
        waiting = self.knock(WAITING)
        self.check_idle(server)
        for connection in waiting:
            connection.setblocking(False)
            self.assertRaises(BlockingIOError, connection.recv, 1)
            connection.setblocking(True)
        replies = [self.deliver(client) for client in clients]
        self.assertEqual([reply.code for reply in replies], [250] * len(clients),
                         list(map(str, replies)))
        self.assertEqual(len(self.site.maildir("ann").messages()), len(clients))
        self.assertNotIn("Too many open files", server.log())

    def test_who_waits_is_served_as_others_leave(self):
        server = self.start(LIMIT)
        clients = self.fill(server)
        waiting = self.knock(WAITING)
        for client in clients:
            self.assertEqual(client.quit().code, 221)
        for connection in waiting:  # in the order in which they came; each makes room for another
            connection.settimeout(60)
            self.assertTrue(connection.recv(100).startswith(b"220 "))
            connection.close()
        self.assertEqual(self.deliver(self.site.client()).code, 250)

    def test_all_deliver_at_once(self):
        """Each is stored or deferred, and there is a copy for each 250."""
        server = self.start(LIMIT)
        clients = self.fill(server)
        for client in clients:
            self.assertEqual(client.begin("sender@example.org", [USER]).data.code, 354)
        for client in clients:
            client.send(b"Subject: at once\r\n\r\n.\r\n")
        codes = [client.read_reply().code for client in clients]
        self.assertLessEqual(set(codes), GOOD_CODES, codes)
        self.assertEqual(len(self.site.maildir("ann").messages()), codes.count(250))
        self.assertTrue(server.running)
        self.assertEqual(self.deliver(clients[0]).code, 250)

    def test_limit_that_sinks_while_running(self):
        """Now there is no descriptor at all: mail is deferred, nobody is lost, and it heals."""
        server = self.site.start()
        old = self.site.client()
        allowed = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (3, allowed[1]))
        waiting = self.knock(3)
        wait_until(lambda: "cannot take clients for the moment" in server.log(), "word of it")
        self.check_idle(server)
        reply = old.command("MAIL FROM:<sender@example.org>")
        self.assertEqual((reply.code, reply.text.split()[0]), (452, "4.3.1"), str(reply))
        self.assertEqual(self.site.maildir("ann").messages(), [])
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, allowed)
        for connection in waiting:
            connection.settimeout(60)
            self.assertTrue(connection.recv(100).startswith(b"220 "))
        self.assertEqual(self.deliver(old).code, 250)
        with LmtpClient(self.site.socket) as client:
            self.assertEqual(client.greeting.code, 220)


if __name__ == "__main__":
    main()
