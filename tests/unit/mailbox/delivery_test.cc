#include "mailbox/delivery.h"

#include "fixed_clock.h"
#include "mailbox/memory_filesystem.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

namespace mailbox {
namespace {

constexpr const char* kContent = "Subject: x\n\nhello\n";

class DeliveryTest : public testing::Test {
 protected:
  DeliveryTest()
      : mail_root_(filesystem_, clock_,
                   MailRootSettings{"/mail", PathTemplate::parse("%n").value(), "mx"}) {
    filesystem_.put_folder("/mail");
    filesystem_.put_folder("/spool");
  }

  static Destination to(const std::string& local_part) {
    MailboxRecord mailbox;
    mailbox.address = {local_part, "Example.NET"};
    mailbox.key = address_key(mailbox.address).value();
    return {mailbox, "", ""};
  }

  Delivery delivery(std::vector<Destination> destinations) const {
    Route route;
    route.outcome = outcome_of(status::kRecipientOk);
    route.destinations = std::move(destinations);
    return {make_delivery_id(clock_), ReversePath{Address{"sender", "example.org"}},
            "sales@example.net", route,
            Reception{"client.example", "192.0.2.1", "mx.example.net", "LMTP", clock_.now()}};
  }

  DeliveryReport deliver_content(const Delivery& delivery, const std::string& content) {
    MessageWriter writer(filesystem_, budget_, SpoolSettings{"/spool"}, LineEnd::kAsInput);
    EXPECT_TRUE(writer.write(content).has_value());
    const Message message = writer.finish().value();
    return deliver(mail_root_, delivery, message, limits_);
  }

  std::vector<std::string> arrived(const std::string& mailbox) const {
    return filesystem_.names_in("/mail/" + mailbox + "/new");
  }
  std::vector<std::string> left_over(const std::string& mailbox) const {
    return filesystem_.names_in("/mail/" + mailbox + "/tmp");
  }

  MemoryFilesystem filesystem_;
  MemoryBudget budget_{1024 * 1024};
  FixedClock clock_;
  MailRoot mail_root_;
  Limits limits_;
};

TEST_F(DeliveryTest, PutsItsOwnTraceAboveTheContentOfEachCopy) {
  const Delivery sent = delivery({to("Ann"), to("Bob")});
  const DeliveryReport report = deliver_content(sent, kContent);
  EXPECT_EQ(report.outcome, outcome_of(status::kOk));
  EXPECT_EQ(report.id, sent.id);
  ASSERT_EQ(report.copies.size(), 2U);
  const std::vector<std::string> names = {"Ann@Example.NET", "Bob@Example.NET"};
  for (std::size_t index = 0; index < names.size(); ++index) {
    const std::string octets = filesystem_.octets_of(report.copies[index].path).value();
    Trace trace{sent.reverse_path, names[index], sent.original_to, sent.reception, sent.id};
    EXPECT_EQ(octets, to_header(trace) + kContent);
    EXPECT_EQ(report.copies[index].octets, octets.size());
    EXPECT_EQ(octets.find(names[1 - index]), std::string::npos);
  }
  EXPECT_TRUE(report.copies[0].path.starts_with("/mail/ann/new/"));
}

TEST_F(DeliveryTest, IsDurableWhenItReportsSuccess) {
  const DeliveryReport report = deliver_content(delivery({to("ann"), to("bob")}), kContent);
  ASSERT_TRUE(report.outcome.success());
  const MemoryFilesystem after_power_cut = filesystem_.after(Survival::kSyncedOnly);
  for (const Stored& copy : report.copies) {
    EXPECT_EQ(after_power_cut.octets_of(copy.path), filesystem_.octets_of(copy.path));
  }
}

TEST_F(DeliveryTest, RefusesWhatWasDeliveredToTheSameMailboxBefore) {
  for (const char* field : {"ann@example.net", "ANN@EXAMPLE.NET", "\"ann\"@example.net",
                            "ann@example.net\nDelivered-To: carl@example.net"}) {
    SCOPED_TRACE(field);
    const DeliveryReport report = deliver_content(
        delivery({to("bob"), to("Ann")}), std::string("Delivered-To: ") + field + "\n\nhello\n");
    EXPECT_EQ(report.outcome.status, status::kMailLoop);
    EXPECT_NE(report.outcome.detail.find("Ann@Example.NET"), std::string::npos);
    EXPECT_TRUE(report.copies.empty());
    EXPECT_TRUE(filesystem_.names_in("/mail").empty());
  }
}

TEST_F(DeliveryTest, AcceptsWhatWasDeliveredToOthersBefore) {
  const DeliveryReport report =
      deliver_content(delivery({to("ann")}),
                      "Delivered-To: bob@example.net\nDelivered-To: ann@example.org\n"
                      "Delivered-To: ann\nDelivered-To:\n\nDelivered-To: ann@example.net\n");
  EXPECT_TRUE(report.outcome.success()) << report.outcome.detail;
}

TEST_F(DeliveryTest, AcceptsADeliveredToOfTheServerThatHandsOver) {
  const DeliveryReport report = deliver_content(
      delivery({to("ann")}),
      "Return-Path: <sender@example.org>\nDelivered-To: ann@example.net\nReceived: x\n\nhello\n");
  EXPECT_TRUE(report.outcome.success()) << report.outcome.detail;
}

TEST_F(DeliveryTest, RefusesACopyOfItsOwn) {
  const DeliveryReport first = deliver_content(delivery({to("ann")}), kContent);
  ASSERT_TRUE(first.outcome.success());
  const std::string stored =
      filesystem_.octets_of(first.copies.front().path).value_or(std::string{});
  const DeliveryReport second = deliver_content(delivery({to("ann")}), stored);
  EXPECT_EQ(second.outcome.status, status::kMailLoop);
}

TEST_F(DeliveryTest, RefusesMoreReceivedFieldsThanTheLimit) {
  limits_.header_received_fields = 3;
  const auto with_fields = [](int count) {
    std::string content;
    for (int field = 0; field < count; ++field) content += "Received: x\n";
    return content + "\nhello\n";
  };
  EXPECT_TRUE(deliver_content(delivery({to("ann")}), with_fields(3)).outcome.success());
  EXPECT_EQ(deliver_content(delivery({to("ann")}), with_fields(4)).outcome.status,
            status::kMailLoop);
  EXPECT_EQ(arrived("ann").size(), 1U);
}

TEST_F(DeliveryTest, PublishesNothingUnlessAllCopiesCouldBeStaged) {
  filesystem_.put_file("/mail/bob", "not a Maildir");
  const DeliveryReport report =
      deliver_content(delivery({to("ann"), to("bob"), to("carl")}), kContent);
  EXPECT_EQ(report.outcome.status, status::kMisconfigured);
  EXPECT_EQ(report.outcome.reason, reason_for(status::kMisconfigured));
  EXPECT_TRUE(report.outcome.detail.starts_with("bob@Example.NET: ")) << report.outcome.detail;
  EXPECT_TRUE(arrived("ann").empty());
  EXPECT_TRUE(left_over("ann").empty());
  EXPECT_TRUE(report.copies.empty());
}

TEST_F(DeliveryTest, FailsTemporarilyWhicheverOperationFails) {
  for (const int error_number : {EIO, ENOSPC, EDQUOT, EACCES}) {
    for (std::size_t pass = 0;; ++pass) {
      SCOPED_TRACE(pass);
      MemoryFilesystem filesystem;
      filesystem.put_folder("/mail");
      filesystem.put_folder("/spool");
      MailRoot mail_root(filesystem, clock_,
                         MailRootSettings{"/mail", PathTemplate::parse("%n").value(), "mx"});
      MessageWriter writer(filesystem, budget_, SpoolSettings{"/spool"}, LineEnd::kAsInput);
      ASSERT_TRUE(writer.write(kContent).has_value());
      const Message message = writer.finish().value();

      const std::uint64_t before = filesystem.operations();
      filesystem.inject({error_number, pass, std::nullopt});
      const Delivery sent = delivery({to("ann"), to("bob")});
      const DeliveryReport report = deliver(mail_root, sent, message, limits_);
      if (filesystem.operations() - before <= pass) {
        EXPECT_GT(pass, 10U);
        break;  // every operation of a delivery has failed once
      }
      EXPECT_FALSE(report.outcome.status.permanent());
      EXPECT_EQ(report.copies.empty(), !report.outcome.success());
      // What readers see is complete, whatever was reported.
      for (const char* mailbox : {"ann", "bob"}) {
        const std::string folder = std::string("/mail/") + mailbox + "/new";
        for (const std::string& name : filesystem.names_in(folder)) {
          EXPECT_TRUE(
              filesystem.octets_of(fmt::format("{}/{}", folder, name))->ends_with(kContent));
        }
      }
    }
  }
}

TEST_F(DeliveryTest, PassesOnTheOutcomeOfARouteThatLeadsNowhere) {
  Delivery sent = delivery({});
  sent.route.outcome = outcome_of(status::kNoSuchMailbox, "dan@example.net");
  EXPECT_EQ(deliver_content(sent, kContent).outcome, sent.route.outcome);
  sent.route.outcome = outcome_of(status::kRecipientOk);
  EXPECT_EQ(deliver_content(sent, kContent).outcome.status, status::kMisconfigured);
}

TEST_F(DeliveryTest, StoresAnEmptyMessage) {
  const DeliveryReport report = deliver_content(delivery({to("ann")}), "");
  ASSERT_TRUE(report.outcome.success());
  EXPECT_TRUE(filesystem_.octets_of(report.copies[0].path)->ends_with("+0000\n"));
}

}  // namespace
}  // namespace mailbox
