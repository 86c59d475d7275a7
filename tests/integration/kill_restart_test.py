"""200 messages over 20 connections while the server is killed and started again ten times."""

import collections
import queue
import signal
import threading

from deadline import wait_until
from finalhop_site import FinalhopSite, address_of
from lmtp_client import ConnectionLost, LmtpClient, Transaction, dot_stuffed
from message_samples import as_stored, mixed
from scenario import Scenario, main

MESSAGES = 200
OCTETS_MAX = 200_000
CONNECTIONS = 20
KILLS = 10
USERS = ("ann", "bob", "carl", "dora", "emil")


class Tally:
    """The client's own record, per (content, user): successes, and attempts without an answer."""

    def __init__(self):
        self.lock = threading.Lock()
        self.stored = collections.Counter()
        self.unanswered = collections.Counter()
        self.answers = 0

    def note_success(self, content, user):
        with self.lock:
            self.stored[content, user] += 1
            self.answers += 1

    def note_silence(self, content, user):
        with self.lock:
            self.unanswered[content, user] += 1


class Sender(threading.Thread):
    """One connection at a time; sends again what got no answer, to those recipients only."""

    def __init__(self, site, jobs, tally):
        super().__init__(daemon=True)
        self.site = site
        self.jobs = jobs
        self.tally = tally
        self.client = None
        self.failure = None

    def run(self):
        try:
            while True:
                content, users = self.jobs.get_nowait()
                while users:
                    users = self.send(content, users)
        except queue.Empty:
            self.drop_connection()
        except BaseException as failure:  # noqa: the scenario shows it, in its own thread
            self.failure = failure

    def send(self, content, users):
        """One transaction. Returns the users for whom it has to be tried again."""
        transaction = Transaction()
        ended = False  # from here on the server may store without being able to say so
        try:
            self.connect()
            transaction = self.client.begin("sender@example.org", map(address_of, users))
            replies = [transaction.mail, *transaction.recipients.values()]
            if transaction.data.code != 354 or not all(reply.positive for reply in replies):
                raise AssertionError(f"refused: {[str(reply) for reply in replies]}")
            self.client.send(dot_stuffed(content))
            ended = True
            self.client.read_final(transaction)
        except ConnectionLost:
            self.drop_connection()
        return [user for user in users
                if not self.answered(content, user, transaction.final.get(address_of(user)), ended)]

    def answered(self, content, user, reply, ended):
        if reply is None:
            if ended:
                self.tally.note_silence(content, user)
            return False
        if not reply.positive:
            raise AssertionError(f"{user}: {reply}")
        self.tally.note_success(content, user)
        return True

    def connect(self):
        if self.client is None:
            self.client = wait_until(self.try_to_connect, "a server that accepts connections")

    def try_to_connect(self):
        try:
            client = LmtpClient(self.site.socket)
            client.lhlo()
            return client
        except ConnectionLost:
            return None

    def drop_connection(self):
        if self.client is not None:
            self.client.close()
            self.client = None


class KillRestart(Scenario):
    def test_what_got_250_is_stored_and_nothing_torn_is_visible(self):
        site = FinalhopSite(self)
        site.add_users(*USERS)
        contents = mixed(MESSAGES, OCTETS_MAX)
        jobs = queue.SimpleQueue()
        for number, content in enumerate(contents):
            jobs.put((content, list(USERS[:1 + number % len(USERS)])))
        tally = Tally()
        due = sum(1 + number % len(USERS) for number in range(MESSAGES))

        server = site.start()
        senders = [Sender(site, jobs, tally) for _ in range(CONNECTIONS)]
        for sender in senders:
            sender.start()
        for kill in range(1, KILLS + 1):
            # Spread over the run by what was answered, so that each hits work in progress.
            wait_until(lambda: tally.answers >= due * kill // (KILLS + 2) or self.failed(senders),
                       f"enough answers for kill {kill}, {tally.answers} of {due} so far")
            server.signal(signal.SIGKILL)
            self.assertEqual(server.wait(), -signal.SIGKILL, "it ended before it was killed")
            server = site.start()
        for sender in senders:
            sender.join(120)
            self.assertFalse(sender.is_alive(), "a sender is not done")
        self.assertEqual(self.failed(senders), [])
        self.assertEqual(server.terminate(), 0)

        self.assertEqual(sum(tally.stored.values()), due)
        print(f"kill_restart: {due} answers, {sum(tally.unanswered.values())} attempts unanswered")
        self.assertGreater(sum(tally.unanswered.values()), 0, "no kill hit a running transaction")
        for user in USERS:
            self.check_store(site, user, contents, tally)

    @staticmethod
    def failed(senders):
        return [sender.failure for sender in senders if sender.failure]

    def check_store(self, site, user, contents, tally):
        found = collections.Counter(mail.content for mail in site.maildir(user).messages())
        stored, unanswered = collections.Counter(), collections.Counter()
        for content in set(contents):
            stored[as_stored(content)] = tally.stored[content, user]
            unanswered[as_stored(content)] = tally.unanswered[content, user]
        for content, count in found.items():
            self.assertIn(content, stored, f"{user} has what was never sent: {content[:200]!r}")
            self.assertLessEqual(count, stored[content] + unanswered[content])
        for content, count in stored.items():
            self.assertGreaterEqual(found[content], count, f"{user} lacks {content[:200]!r}")


if __name__ == "__main__":
    main()
