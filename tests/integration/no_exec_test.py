"""Whatever senders and recipients are called, no program is ever started.

Mail servers that hand addresses to a shell, or to a program's command line, have been made to run
what the sender liked: OpenSMTPD (CVE-2020-7247), Exim (CVE-2019-10149), procmail's callers.
Finalhop starts none.
"""

from finalhop_site import FinalhopSite, address_of
from lmtp_client import LmtpClient
from message_samples import plain
from programs import DELIVER, run
from scenario import Scenario, main
from syscall_trace import NO_LEAK_CHECK, calls_in, strace

STARTS_OF_PROGRAMS = "execve,execveat,fork,vfork"

SHELL = (
    ";id>/tmp/x;@example.org", "$(id)@example.org", "`id`@example.org", "|id@example.org",
    '"|/bin/sh -c id"@example.org', '";for i in 0 1 2;do read r;done;sh;exit 0;"@example.org',
    "${run{id}}@example.org", '"${run{/bin/sh\\ -c\\ id}}"@example.org', "-d@example.org",
    '"-oQ/tmp -X/tmp/x"@example.org',
    '"() { :;}; id"@example.org', '"a\\\\0aid"@example.org',
)


class NoExec(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann")
        self.trace = self.path("trace")

    def check_one_program(self):
        started = [call.arguments for call in calls_in(self.trace)]
        self.assertEqual(len(started), 1, started)

    def test_hostile_addresses_in_a_session(self):
        server = self.site.start(wrapper=strace(self.trace, "-D", calls=STARTS_OF_PROGRAMS),
                                 env=NO_LEAK_CHECK)
        stored = 0
        with LmtpClient(self.site.socket) as client:
            for hostile in SHELL:
                client.command(f"LHLO {hostile.replace(' ', '')}")
                client.lhlo()
                for sender in (hostile, ""):
                    recipient = hostile.replace("example.org", "example.test")
                    transaction = client.transact(sender, [recipient, address_of("ann")],
                                                  plain(f"exec-{stored}"))
                    if not transaction.mail.positive:
                        self.assertEqual(transaction.mail.code // 100, 5, str(transaction.mail))
                        continue
                    self.assertEqual(transaction.accepted, [address_of("ann")])
                    self.assertEqual(transaction.final[address_of("ann")].code, 250)
                    stored += 1
        self.assertGreaterEqual(stored, len(SHELL))
        self.assertEqual(len(self.site.maildir("ann").messages()), stored)
        self.assertEqual(server.terminate(), 0)
        self.check_one_program()

    def test_hostile_arguments_of_deliver(self):
        for hostile in SHELL[:4]:
            result = run([*strace(self.trace, calls=STARTS_OF_PROGRAMS),
                          DELIVER, "--root", self.site.root, "-f", hostile, "-a", hostile, "-d",
                          address_of("ann")],
                         input=plain("exec"), env=NO_LEAK_CHECK)
            self.assertIn(result.returncode, (0, 75), result.stderr)
            self.check_one_program()


if __name__ == "__main__":
    main()
