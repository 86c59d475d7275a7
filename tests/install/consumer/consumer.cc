// consumer.cc: what a user of the installed library writes: ROOT and a recipient in, a status out.
#include <mailbox/delivery.h>
#include <mailbox/posix_filesystem.h>
#include <mailbox/sqlite_directory.h>

#include <iostream>
#include <string>

int main(int, char** arguments) {
  const std::string root = arguments[1];
  mailbox::PosixFilesystem filesystem;
  mailbox::SystemClock clock;
  mailbox::MemoryBudget budget(1 << 20);
  mailbox::SqliteDirectory directory(root + "/directory.db", std::chrono::seconds(5));
  mailbox::MailRoot mail(filesystem, clock,
                         {root + "/mail", *mailbox::PathTemplate::parse("%d/%n/Maildir"), "host"});

  mailbox::MessageWriter writer(filesystem, budget, {root + "/spool"}, mailbox::LineEnd::kCrlf);
  if (!writer.write("Subject: From the library\r\n\r\nIt works.\r\n")) return 2;
  const auto message = writer.finish();
  const auto recipient = mailbox::parse_address(arguments[2], mailbox::Utf8::kRefused);
  if (!message || !recipient) return 2;
  const auto route = mailbox::resolve(directory, {*recipient}, {});
  if (!route) return 2;

  const mailbox::Delivery delivery{mailbox::make_delivery_id(clock),
                                   {},
                                   arguments[2],
                                   *route,
                                   {"", "", "host", "local", clock.now()}};
  const auto report = mailbox::deliver(mail, delivery, *message, {});
  std::cout << mailbox::to_string(report.outcome.status) << ' ' << report.outcome.detail << '\n';
  return report.outcome.success() ? 0 : 1;
}
