#include "lmtpd/server/delivery_log.h"

#include "unit/server/log_record.h"

#include <gtest/gtest.h>
#include <spdlog/logger.h>

namespace lmtp::testing {
namespace {

class DeliveryLogTest : public ::testing::Test {
 protected:
  std::string line_of(const mailbox::Delivery& delivery) {
    const mailbox::DeliveryReport report{
        delivery.id, mailbox::outcome_of(mailbox::status::kOk), {{"/mail/ann/new/1,S=2", 42}}};
    log_delivery(logger_, delivery, report, std::chrono::milliseconds(7), false);
    return record_->wait_for("delivery id=");
  }

  static mailbox::Delivery delivery() {
    mailbox::MailboxRecord ann;
    ann.address = {"ann", "example.net"};
    mailbox::Route route;
    route.destinations.push_back({ann, "", ""});
    return {{"01ARYZ6S410000000000000000"},
            {mailbox::Address{"a", "example.org"}},
            "sales@example.net",
            route,
            {}};
  }

  std::shared_ptr<LogRecord> record_ = std::make_shared<LogRecord>();
  spdlog::logger logger_{"lmtpd", record_};
};

TEST_F(DeliveryLogTest, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(
      line_of(delivery()),
      "info delivery id=01ARYZ6S410000000000000000 from=<a@example.org> to=<sales@example.net> "
      "mailbox=ann@example.net status=2.0.0 octets=42 ms=7 path=/mail/ann/new/1,S=2");
}

TEST_F(DeliveryLogTest, NamesWhatTheClientAndItsPeerTold) {
  mailbox::Delivery sent = delivery();
  sent.original_recipient = "team@example.com";
  sent.reception.forwarded = {"mail.example.org", "198.51.100.7", "helo.example.org", "4XyZ1b"};
  sent.reception.user = "edge@example.net";
  const std::string line = line_of(sent);
  EXPECT_TRUE(
      line.ends_with(" path=/mail/ann/new/1,S=2 queue=\"4XyZ1b\" "
                     "client=\"mail.example.org [198.51.100.7]\" "
                     "orcpt=\"team@example.com\" user=\"edge@example.net\""))
      << line;
  EXPECT_EQ(line.find("helo.example.org"), std::string::npos);
}

TEST_F(DeliveryLogTest, KeepsForgedFieldsInsideTheirQuotesAndOnOneLine) {
  mailbox::Delivery sent = delivery();
  sent.reception.forwarded.queue_id = "1\" status=5.1.1 x=\"";
  sent.reception.forwarded.name = "a\r\ninfo delivery id=forged\x1b[2J";
  sent.reception.user = std::string(10'000, 'u');
  const std::string line = line_of(sent);
  EXPECT_NE(line.find(" queue=\"1\\\" status=5.1.1 x=\\\"\" client=\"a\\x0D\\x0Ainfo delivery "
                      "id=forged\\x1B[2J\" "),
            std::string::npos)
      << line;
  EXPECT_LT(line.size(), 1000u);
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace lmtp::testing
