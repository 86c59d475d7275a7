"""Postfix reads domains, users and aliases in our database by sqlite_table(5)."""

import os

from finalhop_site import DOMAIN, FinalhopSite, address_of
from programs import run
from scenario import Scenario, main

# `address` and `domain` are folded; Postfix folds what it looks up.
QUERIES = {
    "domains": "SELECT domain FROM v1_domain WHERE domain = '%s'",
    "mailboxes": "SELECT address FROM v1_mailbox WHERE address = '%s' AND enabled = 1",
    "aliases": "SELECT target FROM v1_alias WHERE address = '%s' ORDER BY position",
}


class PostfixLookup(Scenario):
    def setUp(self):
        self.site = FinalhopSite(self)
        self.site.add_users("ann", "bob", "gone")
        self.site.mailboxctl("user", "disable", address_of("gone"))
        self.site.add_alias("sales", "bob", "ann")
        self.configuration = self.path("etc")
        self.write("etc/main.cf", "compatibility_level = 3.6\n")
        for name, query in QUERIES.items():
            self.write(f"etc/{name}.cf", f"dbpath = {self.site.database}\nquery = {query}\n")

    def check(self, table, answers):
        for key, answer in answers.items():
            with self.subTest(table=table, key=key):
                result = run(["postmap", "-c", self.configuration, "-q", key,
                              f"sqlite:{os.path.join(self.configuration, table)}.cf"])
                self.assertEqual(result.stderr, b"")
                self.assertEqual(result.stdout.decode("utf-8").strip() or None, answer)

    def test_domains(self):
        self.check("domains", {DOMAIN: DOMAIN, "Example.TEST": DOMAIN, "elsewhere.test": None})

    def test_mailboxes(self):
        self.check("mailboxes", {address_of("ann"): address_of("ann"),
                                 "Ann@Example.TEST": address_of("ann"),
                                 address_of("stranger"): None, address_of("gone"): None})

    def test_aliases_keep_their_order(self):
        self.check("aliases", {address_of("sales"): "bob@example.test,ann@example.test",
                               address_of("ann"): None})

    def test_tables_are_read_while_lmtpd_serves(self):
        self.site.start()
        self.site.client().command("MAIL FROM:<sender@example.org>")
        self.check("mailboxes", {address_of("ann"): address_of("ann")})


if __name__ == "__main__":
    main()
