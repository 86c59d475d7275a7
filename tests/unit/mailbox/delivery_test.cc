#include "mailbox/delivery.h"

#include "fixed_clock.h"
#include "mailbox/memory_filesystem.h"
#include "mailbox/posix_filesystem.h"
#include "temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <iterator>
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

  Message message_of(const std::string& content) {
    MessageWriter writer(filesystem_, budget_, SpoolSettings{"/spool"}, LineEnd::kAsInput);
    EXPECT_TRUE(writer.write(content).has_value());
    return writer.finish().value();
  }

  DeliveryReport deliver_content(const Delivery& delivery, const std::string& content) {
    return deliver(mail_root_, delivery, message_of(content), limits_);
  }

  StagedDelivery staged(std::vector<Destination> destinations) {
    // Neither the delivery nor the message outlives this function.
    return stage(mail_root_, delivery(std::move(destinations)), message_of(kContent), limits_)
        .value();
  }

  void expect_nothing_in(const std::vector<std::string>& mailboxes) const {
    for (const std::string& mailbox : mailboxes) {
      EXPECT_TRUE(arrived(mailbox).empty()) << mailbox;
      EXPECT_TRUE(left_over(mailbox).empty()) << mailbox;
    }
  }

  // As a mail reader does that shows it.
  void take_from_new(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    auto folder = std::move(*filesystem_.open_root(path.substr(0, slash)));
    EXPECT_TRUE(folder->remove_file(path.substr(slash + 1)).value());
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
      for (const char* mailbox : {"ann", "bob"}) {
        const std::string folder = std::string("/mail/") + mailbox;
        const auto names = filesystem.names_in(folder + "/new");
        ASSERT_EQ(names.size(), report.outcome.success() ? 1U : 0U) << report.outcome.detail;
        for (const std::string& name : names) {
          EXPECT_TRUE(
              filesystem.octets_of(fmt::format("{}/new/{}", folder, name))->ends_with(kContent));
        }
        EXPECT_TRUE(filesystem.names_in(folder + "/tmp").empty());
      }
    }
  }
}

TEST_F(DeliveryTest, WithdrawsFromTheOthersWhenOneMailboxCannotPublish) {
  filesystem_.inject({EIO, 2, FileOperationKind::kPublish});
  const DeliveryReport report =
      deliver_content(delivery({to("ann"), to("bob"), to("carl")}), kContent);
  EXPECT_EQ(report.outcome.status, status::kSystemFault);
  EXPECT_TRUE(report.outcome.detail.starts_with("carl@Example.NET: ")) << report.outcome.detail;
  EXPECT_EQ(report.outcome.detail.find("keep"), std::string::npos) << report.outcome.detail;
  EXPECT_TRUE(report.copies.empty());
  expect_nothing_in({"ann", "bob", "carl"});

  EXPECT_TRUE(deliver_content(delivery({to("ann"), to("bob")}), kContent).outcome.success());
  EXPECT_EQ(arrived("ann").size(), 1U);  // although it was sent again
}

TEST_F(DeliveryTest, SaysWhichCopyCouldNotBeWithdrawn) {
  filesystem_.inject({EIO, 1, FileOperationKind::kPublish});
  filesystem_.inject({EROFS, 0, FileOperationKind::kRemoveFile});
  const DeliveryReport report = deliver_content(delivery({to("ann"), to("bob")}), kContent);
  EXPECT_EQ(report.outcome.status, status::kSystemFault);
  EXPECT_NE(report.outcome.detail.find("; ann@Example.NET may keep a copy: "), std::string::npos)
      << report.outcome.detail;
  ASSERT_EQ(report.copies.size(), 1U);
  EXPECT_TRUE(filesystem_.octets_of(report.copies[0].path)->ends_with(kContent));
}

TEST_F(DeliveryTest, ShowsNothingUntilItIsPublished) {
  StagedDelivery both = staged({to("ann"), to("bob")});
  EXPECT_TRUE(arrived("ann").empty());
  EXPECT_EQ(left_over("ann").size(), 1U);
  const DeliveryReport report = both.publish();
  EXPECT_TRUE(report.outcome.success());
  EXPECT_EQ(report.copies.size(), 2U);
  EXPECT_EQ(arrived("ann").size(), 1U);
  EXPECT_TRUE(left_over("ann").empty());
}

TEST_F(DeliveryTest, LeavesNothingWhenItIsDroppedUnpublished) {
  {
    const StagedDelivery dropped = staged({to("ann"), to("bob")});
  }
  expect_nothing_in({"ann", "bob"});
}

TEST_F(DeliveryTest, LeavesNothingWhenItIsWithdrawn) {
  StagedDelivery both = staged({to("ann"), to("bob")});
  ASSERT_TRUE(both.publish().outcome.success());
  const DeliveryReport report = both.withdraw();
  EXPECT_EQ(report.outcome, outcome_of(status::kHeldBack));
  EXPECT_TRUE(report.copies.empty());
  expect_nothing_in({"ann", "bob"});
}

TEST_F(DeliveryTest, LeavesToAReaderWhatItHasTaken) {
  StagedDelivery both = staged({to("ann"), to("bob")});
  const DeliveryReport published = both.publish();
  ASSERT_TRUE(published.outcome.success());
  take_from_new(published.copies[1].path);
  const DeliveryReport report = both.withdraw();
  EXPECT_EQ(report.outcome.status, status::kHeldBack);
  EXPECT_EQ(report.outcome.detail, "bob@Example.NET keeps a copy: a reader was quicker");
  EXPECT_EQ(report.copies, std::vector<Stored>{published.copies[1]});
  EXPECT_TRUE(arrived("ann").empty());
}

TEST_F(DeliveryTest, HoldsNoFileOpenWhileItIsStaged) {
  const TemporaryFolder folder;
  PosixFilesystem filesystem;
  MailRoot mail_root(filesystem, clock_,
                     MailRootSettings{folder.path(), PathTemplate::parse("%n").value(), "mx"});
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const Message message = message_of(kContent);
  const auto before = open_files();
  std::vector<Destination> many;
  for (int index = 0; index < 50; ++index) many.push_back(to(fmt::format("user{}", index)));
  auto first = stage(mail_root, delivery(many), message, limits_);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(open_files(), before);
  EXPECT_EQ(first->publish().copies.size(), many.size());
  EXPECT_EQ(open_files(), before);
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
