"""Where lmtpd listens: who may connect, and what happens when the place is taken."""

import grp
import os
import pwd
import signal
import stat

from deadline import wait_until
from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient
from message_samples import plain
from programs import run
from scenario import Scenario, main
from syscall_trace import NO_LEAK_CHECK, calls_in, has_ended, strace

USER = address_of("ann")


class ListeningSockets(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")

    def check_delivery(self, address):
        with LmtpClient(address) as client:
            client.lhlo()
            final = client.transact("sender@example.org", [USER], plain("socket")).final
            self.assertEqual(final[USER].code, 250, str(final[USER]))

    def check_second_server_is_refused(self, *arguments, place):
        second = run(self.site.lmtpd_command(*arguments))
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(place, second.stderr.decode("utf-8"))
        return second

    def test_second_server_on_a_unix_socket_refuses_and_the_first_goes_on(self):
        first = self.site.start()
        self.check_second_server_is_refused(place=self.site.socket)
        self.check_delivery(self.site.socket)
        self.assertTrue(first.running)
        self.assertEqual(first.terminate(), 0)

    def test_second_server_on_a_port_refuses_and_the_first_goes_on(self):
        place = "127.0.0.1:2424"
        first = self.site.start("--listen", f"lmtp:{place}", address=("127.0.0.1", 2424))
        self.check_second_server_is_refused("--listen", f"lmtp:{place}", place=place)
        self.check_delivery(("127.0.0.1", 2424))
        self.assertTrue(first.running)

    def test_stale_socket_is_replaced(self):
        server = self.site.start()
        server.signal(signal.SIGKILL)
        server.wait()
        self.assertTrue(stat.S_ISSOCK(os.lstat(self.site.socket).st_mode))
        self.site.start()
        self.check_delivery(self.site.socket)

    def test_other_things_in_the_socket_s_place_are_left_alone(self):
        os.makedirs(os.path.dirname(self.site.socket), exist_ok=True)
        with open(self.site.socket, "xb") as file:
            file.write(b"precious")
        self.check_second_server_is_refused(place=self.site.socket)
        with open(self.site.socket, "rb") as file:
            self.assertEqual(file.read(), b"precious")

    def test_several_listeners_of_both_kinds(self):
        other = self.path("other.sock")
        server = self.site.start(
            "--listen", f"lmtp:unix:{self.site.socket}", "--listen", f"lmtp:unix:{other}",
            "--listen", "lmtp:127.0.0.1:2424", "--listen", "lmtp:[::1]:24")
        places = (self.site.socket, other, ("127.0.0.1", 2424), ("::1", 24))
        for place in places:
            self.check_delivery(place)
        received = sorted(mail.trace["Received"] for mail in self.site.maildir("ann").messages())
        self.assertEqual(sum("[127.0.0.1]" in field for field in received), 1, received)
        self.assertEqual(sum("[IPv6:::1]" in field for field in received), 1, received)
        self.assertEqual(server.terminate(), 0)
        self.assertFalse(os.path.exists(self.site.socket) or os.path.exists(other))

    def test_mode_owner_and_group_of_the_listener(self):
        path = self.path("given.sock")
        self.site.start("--listen", f"lmtp:unix:{path},mode=0620,owner=nobody,group=postfix",
                        address=path)
        self.check_permissions(path, 0o620, "nobody", "postfix")

    def test_mode_owner_and_group_by_setting(self):
        self.site.start("--socket-mode", "0666", "--socket-owner", "postfix",
                        "--socket-group", "mail")
        self.check_permissions(self.site.socket, 0o666, "postfix", "mail")

    def test_default_mode_lets_no_stranger_in(self):
        self.site.start()
        self.check_permissions(self.site.socket, 0o660, "root", "root")

    def test_socket_comes_into_being_closed_and_opens_when_all_is_set(self):
        """No moment in which somebody could connect whom the settings keep out."""
        trace_path = self.path("strace.log")
        calls = "umask,bind,listen,chmod,fchmodat,chown,lchown,fchownat"
        server = self.site.start("--socket-mode", "0666", "--socket-group", "mail",
                                 wrapper=strace(trace_path, "-D", calls=calls), env=NO_LEAK_CHECK)
        self.assertEqual(server.terminate(), 0)
        wait_until(lambda: has_ended(trace_path), "the end of the trace")
        calls = [call for call in calls_in(trace_path) if call.succeeded]
        bind = next(n for n, call in enumerate(calls) if self.site.socket in call.arguments)
        self.assertEqual((calls[bind - 1].name, calls[bind - 1].arguments), ("umask", "0777"))
        order = [call.name for call in calls[bind:] if call.name != "umask"]
        self.assertEqual(order, ["bind", "lchown", "chmod", "listen"])

    def check_permissions(self, path, mode, owner, group):
        facts = os.lstat(path)
        self.assertEqual((stat.S_IMODE(facts.st_mode), facts.st_uid, facts.st_gid),
                         (mode, pwd.getpwnam(owner).pw_uid, grp.getgrnam(group).gr_gid))


class UnprivilegedServer(Scenario):
    def test_everything_below_the_root_folder_needs_no_privilege(self):
        site = FinalhopSite(self, user="nobody")
        site.add_users("ann")
        server = site.start()
        with site.client() as client:
            final = client.transact("sender@example.org", [USER], plain("nobody")).final
        self.assertEqual(final[USER].code, 250, str(final[USER]))
        mail = site.maildir("ann").only_message()
        facts = os.stat(mail.path)
        self.assertEqual(facts.st_uid, pwd.getpwnam("nobody").pw_uid)
        self.assertEqual(stat.S_IMODE(facts.st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(site.maildir("ann").path).st_mode), 0o700)
        self.assertEqual(server.terminate(), 0)


if __name__ == "__main__":
    main()
