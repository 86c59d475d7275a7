"""Log-ins by clients that have no password: guessed, broken off, of no form at all. What they
learn and what they cost is the same whether the user exists; others log in meanwhile.
"""

import base64
import re
import threading

from finalhop_site import address_of
from hostile_scenario import GROWTH_MAX, MEBIBYTE, SENDER, USER, HostileScenario
from lmtp_client import LmtpClient
from message_samples import plain
from process_usage import processor_seconds
from scenario import main

PORT = 2424
LHLO = b"LHLO client.example.test\r\n"
FAILURES_MAX = 5  # max-auth-failures
# argon2id's memory for each of the two workers that hash.
HASHING = 2 * 64 * MEBIBYTE
LOGGED = re.compile(r" log-in (?:user=\"(?P<user>.*?)\" )?.* status=(?P<status>\S+) "
                    r"delayed-ms=(?P<delayed>\d+)")


def auth_plain(user, password):
    octets = b"\0" + user.encode("utf-8") + b"\0" + password.encode("utf-8")
    return b"AUTH PLAIN " + base64.b64encode(octets) + b"\r\n"


class LogInScenario(HostileScenario):
    SERVER_OPTIONS = ("--listen", f"lmtp:127.0.0.1:{PORT}", "--auth-without-tls", "yes",
                      "--auth-delay", "10ms", "--max-auth-delay", "80ms")

    def setUp(self):
        super().setUp()
        self.site.set_password("ann", "secret")
        self.check_good_log_in()

    def start_server(self):
        return self.site.start("--listen", f"lmtp:unix:{self.site.socket}", *self.SERVER_OPTIONS)

    def pour_from(self, source, *pieces):
        return self.pour(*pieces, address=("127.0.0.1", PORT), source=source)

    def check_good_log_in(self):
        """ann logs in and delivers, from an address that has guessed nothing."""
        with LmtpClient(("127.0.0.1", PORT), source="127.0.0.9") as client:
            client.lhlo()
            command = auth_plain(USER, "secret").decode("ascii").strip()
            self.assertEqual(client.command(command).code, 235)
            final = client.transact(SENDER, [USER], plain(f"log-in-{self.delivered}")).final
            self.assertEqual(final[USER].code, 250)
        self.delivered += 1

    def log_ins(self):
        return [match.groupdict() for match in LOGGED.finditer(self.server.log())
                if match["status"] != "2.7.0"]


class GuessedPasswords(LogInScenario):
    def test_a_hundred_wrong_passwords(self):
        """The delay grows up to its limit, whatever connection they come by, and the session ends
        with the failure that is one too many."""
        sessions = 17
        for number in range(sessions):
            guesses = [auth_plain(USER, f"guess-{number}-{n}") for n in range(2 * FAILURES_MAX)]
            poured = self.pour_from("127.0.0.2", LHLO, *guesses, b"NOOP\r\n")
            self.assertEqual(poured.codes, [220, 250] + [535] * FAILURES_MAX + [421], poured.lines)
        delays = [int(log_in["delayed"]) for log_in in self.log_ins()]
        self.assertEqual(len(delays), sessions * (FAILURES_MAX + 1))
        self.assertEqual(delays[:6], [0, 10, 20, 40, 80, 80])
        self.assertEqual(set(delays[6:]), {80})
        self.check_good_log_in()
        self.check_alive(HASHING + GROWTH_MAX)

    def test_unknown_user_and_wrong_password_are_told_apart_by_nothing(self):
        """Not by the text, nor by what it takes to find out: a hash is computed for either. (What
        Dovecot, CVE-2026-27856, compared octet by octet.)"""
        texts, costs = {}, {}
        for user in (USER, address_of("stranger"), "stranger@elsewhere.test", "x" * 300):
            before = processor_seconds(self.server.pid)
            poured = self.pour_from("127.0.0.3", LHLO, *[auth_plain(user, "guess")] * FAILURES_MAX,
                                    b"QUIT\r\n")
            texts[user] = set(poured.lines[-FAILURES_MAX - 1:-1])
            costs[user] = processor_seconds(self.server.pid) - before
        self.assertEqual({len(replies) for replies in texts.values()}, {1}, texts)
        self.assertEqual(len(set(map(frozenset, texts.values()))), 1, texts)
        for user, cost in costs.items():
            self.assertLess(abs(cost - costs[USER]), costs[USER] / 2, costs)


class BrokenOffLogIns(LogInScenario):
    """Dovecot, CVE-2017-15132 (each left memory behind) and CVE-2025-59028 (bad base64 hurt other
    log-ins); Postfix, CVE-2011-1720 (a mechanism after another that had failed)."""

    EXCHANGES = 100_000
    SERVER_OPTIONS = (*LogInScenario.SERVER_OPTIONS, "--max-errors", str(2 * EXCHANGES),
                      "--max-auth-failures", str(2 * EXCHANGES))
    BROKEN = (
        (b"AUTH PLAIN\r\n*\r\n", [334, 501]), (b"AUTH LOGIN\r\n*\r\n", [334, 501]),
        (b"AUTH LOGIN YW5u\r\n*\r\n", [334, 501]), (b"AUTH LOGIN\r\n====\r\n", [334, 501]),
        (b"AUTH PLAIN ====\r\n", [501]), (b"AUTH PLAIN YW5\r\n", [501]),
        (b"AUTH PLAIN A\r\n", [501]), (b"AUTH CRAM-MD5\r\n", [504]), (b"AUTH\r\n", [501]),
        (b"AUTH PLAIN QUFB\r\n", [535]),
    )

    def test_a_hundred_thousand_log_ins_that_are_broken_off(self):
        octets = b"".join(broken for broken, _ in self.BROKEN)
        codes = [code for _, replies in self.BROKEN for code in replies]
        rounds = self.EXCHANGES // len(self.BROKEN)
        attacker = threading.Thread(target=self.break_off, args=(octets, codes, rounds))
        attacker.start()
        logged_in = 0
        while attacker.is_alive() or logged_in == 0:
            self.check_good_log_in()
            logged_in += 1
        attacker.join()
        self.assertEqual(self.complaint, [])
        self.check_alive(HASHING + GROWTH_MAX)

    def break_off(self, octets, codes, rounds):
        poured = self.pour_from("127.0.0.4", LHLO, *[octets * 10] * (rounds // 10), b"QUIT\r\n")
        expected = [220, 250] + codes * rounds + [221]
        self.complaint = [] if poured.codes == expected else poured.lines[:30] + poured.lines[-3:]


if __name__ == "__main__":
    main()
