"""Allow lists: who may deliver by a listener, who is told 421 or 530, and what does not start."""

import contextlib
import os
import pwd

from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient
from message_samples import plain
from programs import run
from scenario import Scenario, main

EX_CONFIG = 78
PORT = 2424
USER = address_of("ann")
NOBODY = pwd.getpwnam("nobody").pw_uid


@contextlib.contextmanager
def another_user(uid):
    """What connects meanwhile is `uid`, as SO_PEERCRED sees it."""
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)


class WhoMayDeliver(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")

    def client(self, address, source=None):
        client = LmtpClient(address, source)
        self.addCleanup(client.close)
        return client

    def check_welcome(self, address, source=None):
        client = self.client(address, source)
        self.assertEqual(client.greeting.code, 220, str(client.greeting))
        client.lhlo()
        final = client.transact("sender@example.org", [USER], plain("allowed")).final
        self.assertEqual([reply.code for reply in final.values()], [250])

    def check_turned_away(self, server, address, source=None, remedy=""):
        """421 4.7.1 instead of the greeting, and the log says what would have let it in."""
        stored = len(self.site.maildir("ann").messages())
        client = self.client(address, source)
        self.assertEqual((client.greeting.code, client.greeting.text.split()[0]), (421, "4.7.1"),
                         str(client.greeting))
        self.assertEqual(client.read_to_end(), [])
        self.assertEqual(len(self.site.maildir("ann").messages()), stored)
        self.assertIn(remedy, server.log())

    def test_networks(self):
        server = self.site.start(
            "--listen", f"lmtp:127.0.0.1:{PORT},allow=127.0.0.2/31,allow=127.0.1.0/24",
            "--listen", f"lmtp:[::1]:{PORT},allow=::1",
            "--listen", f"lmtp:127.0.0.1:{PORT + 1},allow=::ffff:127.0.0.2",
            address=("127.0.0.1", PORT))
        for source in ("127.0.0.2", "127.0.0.3", "127.0.1.200"):
            self.check_welcome(("127.0.0.1", PORT), source)
        for source in ("127.0.0.1", "127.0.0.4", "127.0.2.0"):
            self.check_turned_away(server, ("127.0.0.1", PORT), source, f"`,allow={source}`")
        self.check_welcome(("::1", PORT))
        self.check_welcome(("127.0.0.1", PORT + 1), "127.0.0.2")
        self.check_turned_away(server, ("127.0.0.1", PORT + 1), "127.0.0.3")

    def test_users_of_a_unix_socket(self):
        place = f"lmtp:unix:{self.site.socket},mode=0666"
        server = self.site.start("--listen", f"{place},allow=uid:nobody")
        with another_user(NOBODY):
            self.check_welcome(self.site.socket)
        self.check_turned_away(server, self.site.socket, remedy="`,allow=uid:0`")
        self.assertRegex(server.log(), rf"client connected uid={NOBODY} pid={os.getpid()}\b")

    def test_whoever_can_connect_to_a_unix_socket(self):
        self.site.start("--listen", f"lmtp:unix:{self.site.socket},mode=0666,allow=unix")
        self.check_welcome(self.site.socket)
        with another_user(NOBODY):
            self.check_welcome(self.site.socket)

    def test_without_a_list_whoever_can_connect_on_this_machine(self):
        self.site.start("--listen", f"lmtp:127.0.0.1:{PORT}", address=("127.0.0.1", PORT))
        self.check_welcome(("127.0.0.1", PORT), "127.0.0.9")

    def test_who_could_log_in_is_let_in_but_not_to_mail(self):
        place = f"lmtp:unix:{self.site.socket},mode=0666"
        self.site.start("--listen", f"{place},allow=uid:nobody,allow=auth")
        client = self.site.client()
        reply = client.command("MAIL FROM:<sender@example.org>")
        self.assertEqual((reply.code, reply.text.split()[0]), (530, "5.7.0"), str(reply))
        with another_user(NOBODY):
            self.check_welcome(self.site.socket)

    def test_standard_input_is_who_started_us(self):
        result = run(self.site.lmtpd_command("--stdio"), input=b"QUIT\r\n")
        self.assertIn(f"client connected uid=0 pid={os.getpid()} ".encode(), result.stderr)

    def test_port_for_other_hosts_without_a_list_does_not_start(self):
        for place in (f"0.0.0.0:{PORT}", f"[::]:{PORT}", f"192.0.2.1:{PORT}"):
            for arguments in ((), ("--check-config",)):
                with self.subTest(place=place, arguments=arguments):
                    result = run(self.site.lmtpd_command("--listen", f"lmtp:{place}", *arguments))
                    complaint = result.stderr.decode("utf-8")
                    self.assertEqual(result.returncode, EX_CONFIG, complaint)
                    self.assertIn("can be reached from other hosts", complaint)
                    self.assertIn(f"lmtp:{place},allow=NETWORK", complaint)

    def test_port_for_other_hosts_with_a_list_starts(self):
        server = self.site.start("--listen", f"lmtp:0.0.0.0:{PORT},allow=127.0.0.2",
                                 address=("127.0.0.1", PORT))
        self.check_welcome(("127.0.0.1", PORT), "127.0.0.2")
        self.check_turned_away(server, ("127.0.0.1", PORT), "127.0.0.1")

    def test_wrong_peers_in_settings_are_named_with_their_place(self):
        file = self.write("finalhop.conf", f"root = {self.site.root}\nxclient-from = 192.0.2.0/24\n"
                                           "xforward-from = 192.0.2.1/24\nproxy-from = auth\n"
                                           "xclient-from = somebody\nignore-quota-from = uid:x-x\n")
        result = run(self.site.lmtpd_command("--config", file, "--check-config"))
        complaint = result.stderr.decode("utf-8")
        self.assertEqual(result.returncode, EX_CONFIG, complaint)
        for part in (f"{file}:3: xforward-from has address bits behind its prefix",
                     f"{file}:4: proxy-from takes networks",
                     f"{file}:5: xclient-from names no peer",
                     f"{file}:6: ignore-quota-from names nobody"):
            self.assertIn(part, complaint)
        self.assertNotIn(f"{file}:2:", complaint)


if __name__ == "__main__":
    main()
