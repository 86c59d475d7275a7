"""A private Dovecot: IMAP and POP3 on loopback ports of this scenario's network namespace."""

import imaplib
import poplib

from programs import BackgroundProgram

IMAP_PORT = 10143
POP3_PORT = 10110

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
instance_name = finalhop-scenario
protocols = imap pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
auth_verbose = yes
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = sql
  args = {folder}/dovecot-sql.conf
}}
userdb {{
  driver = sql
  args = {folder}/dovecot-sql.conf
}}
"""


class DovecotInstance:
    def __init__(self, scenario, sql_configuration):
        """`sql_configuration`: what stands in dovecot-sql.conf, for passdb and userdb."""
        self.scenario = scenario
        folder = scenario.path("dovecot")
        scenario.write("dovecot/dovecot-sql.conf", sql_configuration)
        self.configuration = scenario.write("dovecot/dovecot.conf", CONFIGURATION.format(
            folder=folder, imap_port=IMAP_PORT, pop3_port=POP3_PORT))
        self.program = BackgroundProgram(scenario, ["dovecot", "-c", self.configuration, "-F"],
                                         scenario.path("dovecot.start.log"))
        self.program.wait_until_ready(self.accepts, "accept IMAP and POP3")

    @staticmethod
    def accepts():
        try:
            imaplib.IMAP4("127.0.0.1", IMAP_PORT, timeout=10).logout()
            poplib.POP3("127.0.0.1", POP3_PORT, timeout=10).quit()
            return True
        except OSError:
            return False

    def imap(self, user, password):
        connection = imaplib.IMAP4("127.0.0.1", IMAP_PORT, timeout=30)
        self.scenario.addCleanup(connection.sock.close)
        # Not login(): Python's sends ASCII only, and passwords are UTF-8.
        connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode("utf-8"))
        return connection

    def pop3(self, user, password):
        connection = poplib.POP3("127.0.0.1", POP3_PORT, timeout=30)
        self.scenario.addCleanup(connection.sock.close)
        connection.user(user)
        connection.pass_(password)
        return connection

