#include "mailbox/message.h"

#include "mailbox/memory_filesystem.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cerrno>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace mailbox {
namespace {

using std::string_literals::operator""s;

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;

class MessageTest : public testing::Test {
 protected:
  MessageTest() { filesystem_.put_folder("/spool"); }

  MessageWriter writer(LineEnd line_end, std::size_t memory_octets_max = kMegabyte) {
    return {filesystem_, budget_, SpoolSettings{"/spool", memory_octets_max}, line_end};
  }

  Message written(LineEnd line_end, const std::vector<std::string>& pieces,
                  std::size_t memory_octets_max = kMegabyte) {
    MessageWriter open = writer(line_end, memory_octets_max);
    for (const std::string& piece : pieces) EXPECT_TRUE(open.write(piece).has_value());
    return open.finish().value();
  }

  // By read_at and by write_to, which must agree.
  std::string octets_of(const Message& message) {
    std::string read(message.octets() + 10, '?');
    const auto size = message.read_at(0, read.data(), read.size());
    read.resize(size.value());

    const std::string name = std::to_string(files_++);
    auto folder = filesystem_.open_root("/spool").value();
    auto file = folder->create_file(name, 0600).value();
    EXPECT_TRUE(message.write_to(*file).has_value());
    EXPECT_TRUE(file->close().has_value());
    EXPECT_EQ(filesystem_.octets_of("/spool/" + name), read);
    EXPECT_EQ(read.size(), message.octets());
    return read;
  }

  MemoryFilesystem filesystem_;
  MemoryBudget budget_{16 * kMegabyte};
  int files_ = 0;
};

struct Conversion {
  std::string input;
  std::string crlf;        // what kCrlf makes of it
  std::string first_line;  // what kFirstLine makes of it
};

const std::vector<Conversion> kConversions = {
    {"", "", ""},
    {"no line end", "no line end", "no line end"},
    {"a\r\nb\r\n", "a\nb\n", "a\nb\n"},
    {"a\nb\n", "a\nb\n", "a\nb\n"},
    {"\r\n", "\n", "\n"},
    {"\n", "\n", "\n"},
    // Lone returns are content, wherever they stand.
    {"\r", "\r", "\r"},
    {"a\r", "a\r", "a\r"},
    {"\ra\r\nb\r\rc", "\ra\nb\r\rc", "\ra\nb\r\rc"},
    {"a\r\r\nb", "a\r\nb", "a\r\nb"},
    {"a\n\rb\r\n", "a\n\rb\n", "a\n\rb\r\n"},
    // As the first line ends, so do all.
    {"a\r\nb\nc\r\n", "a\nb\nc\n", "a\nb\nc\n"},
    {"a\nb\r\nc\n", "a\nb\nc\n", "a\nb\r\nc\n"},
    {"\nb\r\n", "\nb\n", "\nb\r\n"},
    {"a\rb\nc\r\n", "a\rb\nc\n", "a\rb\nc\r\n"},
    // NUL and 8-bit.
    {"\0\r\n\xFF\r\n"s, "\0\n\xFF\n"s, "\0\n\xFF\n"s},
    // Nothing is done to dots here.
    {".\r\n..\r\n", ".\n..\n", ".\n..\n"},
};

TEST_F(MessageTest, ConvertsLineEndsAcrossThePiecesOfItsInput) {
  for (const Conversion& row : kConversions) {
    SCOPED_TRACE(testing::PrintToString(row.input));
    for (std::size_t cut = 0; cut <= row.input.size(); ++cut) {
      const std::vector<std::string> pieces = {row.input.substr(0, cut), row.input.substr(cut)};
      EXPECT_EQ(octets_of(written(LineEnd::kCrlf, pieces)), row.crlf);
      EXPECT_EQ(octets_of(written(LineEnd::kFirstLine, pieces)), row.first_line);
      EXPECT_EQ(octets_of(written(LineEnd::kAsInput, pieces)), row.input);
    }
    std::vector<std::string> octets;
    for (const char octet : row.input) octets.emplace_back(1, octet);
    EXPECT_EQ(octets_of(written(LineEnd::kCrlf, octets)), row.crlf);
    EXPECT_EQ(octets_of(written(LineEnd::kFirstLine, octets)), row.first_line);
  }
}

TEST_F(MessageTest, CountsEveryLineEndAsTwoOctetsForImap) {
  const std::vector<std::pair<std::string, std::uint64_t>> rows = {
      {"", 0},       {"abc", 3},         {"a\n", 3},    {"a\r\n", 3},
      {"\n\n\n", 6}, {"a\r\nb\nc\r", 8}, {"\r\r\n", 3},
  };
  for (const auto& [octets, count] : rows) {
    for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
      const Message message =
          written(LineEnd::kAsInput, {octets.substr(0, cut), octets.substr(cut)});
      EXPECT_EQ(message.octets_crlf(), count) << testing::PrintToString(octets) << " at " << cut;
    }
  }
}

TEST_F(MessageTest, CountsWhatItReceivedBeforeLineEndsAreChanged) {
  MessageWriter open = writer(LineEnd::kCrlf);
  ASSERT_TRUE(open.write("a\r\nb\r").has_value());
  EXPECT_EQ(open.octets_received(), 5U);
  ASSERT_TRUE(open.write("\n").has_value());
  EXPECT_EQ(open.octets_received(), 6U);
  EXPECT_EQ(open.finish().value().octets(), 4U);
}

TEST_F(MessageTest, KnowsTheHeaderFieldsThatDecideADelivery) {
  const Message message = written(
      LineEnd::kCrlf, {"Received: a\r\nDelivered-To: ann@", "x\r", "\n\r\nReceived: b\r\n"});
  EXPECT_EQ(message.header().received_fields, 1U);
  EXPECT_EQ(message.header().delivered_to, std::vector<std::string>{"ann@x"});
}

TEST_F(MessageTest, StaysInMemoryUpToTheThreshold) {
  EXPECT_TRUE(written(LineEnd::kAsInput, {std::string(1000, 'a')}, 1000).in_memory());
  EXPECT_FALSE(written(LineEnd::kAsInput, {std::string(1001, 'a')}, 1000).in_memory());
  EXPECT_FALSE(written(LineEnd::kAsInput, {std::string(1000, 'a'), "b"}, 1000).in_memory());
  EXPECT_TRUE(written(LineEnd::kAsInput, {""}, 0).in_memory());
}

TEST_F(MessageTest, GivesItsMemoryBack) {
  {
    const Message small = written(LineEnd::kAsInput, {"abc"});
    const Message large = written(LineEnd::kAsInput, {std::string(kMegabyte, 'a')});
    EXPECT_GE(budget_.octets_used(), kMegabyte);
    EXPECT_LE(budget_.octets_used(), kMegabyte + 128 * 1024);
    const MessageWriter abandoned = writer(LineEnd::kAsInput);
  }
  EXPECT_EQ(budget_.octets_used(), 0U);
}

TEST_F(MessageTest, TakesNoMoreMemoryForALargerMessage) {
  MessageWriter open = writer(LineEnd::kAsInput, 100 * 1024);
  const std::string piece(50 * 1024, 'a');
  for (int count = 0; count < 100; ++count) {
    ASSERT_TRUE(open.write(piece).has_value());
    EXPECT_LE(budget_.octets_used(), 128U * 1024);
  }
  const Message message = open.finish().value();
  EXPECT_EQ(budget_.octets_used(), 0U);
  EXPECT_EQ(message.octets(), 100 * piece.size());
}

TEST_F(MessageTest, SpoolsWhenOtherMessagesHoldTheMemory) {
  MemoryBudget budget(3 * 64 * 1024);
  const auto write = [&](std::size_t octets) {
    MessageWriter open(filesystem_, budget, SpoolSettings{"/spool", kMegabyte}, LineEnd::kAsInput);
    EXPECT_TRUE(open.write(std::string(octets, 'x')).has_value());
    return open.finish().value();
  };
  const Message first = write(128 * 1024);
  EXPECT_TRUE(first.in_memory());
  const Message second = write(128 * 1024);
  EXPECT_FALSE(second.in_memory());
  EXPECT_EQ(octets_of(second), std::string(128 * 1024, 'x'));
  EXPECT_EQ(budget.octets_used(), 128U * 1024);
  EXPECT_TRUE(write(64 * 1024).in_memory());
}

TEST_F(MessageTest, LeavesNoNameInTheSpoolFolder) {
  const Message message = written(LineEnd::kAsInput, {std::string(1000, 'a')}, 10);
  EXPECT_FALSE(message.in_memory());
  EXPECT_TRUE(filesystem_.names_in("/spool").empty());
}

TEST_F(MessageTest, ReadsFromAnyOffset) {
  std::string octets;
  for (int line = 0; octets.size() < 200 * 1024; ++line) octets += std::to_string(line) + '\n';
  for (const std::size_t memory : {kMegabyte, std::size_t{0}}) {
    const Message message = written(LineEnd::kAsInput, {octets}, memory);
    for (const std::size_t offset :
         std::vector<std::size_t>{0, 1, 65535, 65536, 65537, octets.size() - 1}) {
      std::string buffer(70000, '?');
      const std::size_t size = message.read_at(offset, buffer.data(), buffer.size()).value();
      EXPECT_EQ(buffer.substr(0, size), octets.substr(offset, buffer.size()));
    }
    char octet = '?';
    EXPECT_EQ(message.read_at(octets.size(), &octet, 1).value(), 0U);
    EXPECT_EQ(message.read_at(octets.size() + 5, &octet, 1).value(), 0U);
  }
}

TEST_F(MessageTest, FailsWithTheSpoolFilesStatus) {
  MessageWriter homeless(filesystem_, budget_, SpoolSettings{"/nowhere", 0}, LineEnd::kAsInput);
  EXPECT_FALSE(homeless.write("a").has_value());

  filesystem_.inject({ENOSPC, 0, FileOperationKind::kWrite});
  MessageWriter open = writer(LineEnd::kAsInput, 0);
  const auto written_early = open.write(std::string(kMegabyte, 'a'));
  ASSERT_FALSE(written_early.has_value());
  EXPECT_EQ(written_early.error().status, status::kSystemFull);

  filesystem_.inject({EIO, 0, FileOperationKind::kWrite});
  MessageWriter late = writer(LineEnd::kAsInput, 0);
  ASSERT_TRUE(late.write("a").has_value());
  const auto finished = late.finish();
  ASSERT_FALSE(finished.has_value());
  EXPECT_EQ(finished.error().status, status::kSystemFault);
  EXPECT_EQ(budget_.octets_used(), 0U);
}

// -- any octets in any split ----------------------------------------------------------------------

std::vector<std::string> some_pieces() {
  return *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::elementOf("\r\r\r\n\n\nab:\0\xFF"s)));
}

using Seen = std::tuple<std::string, std::uint64_t, std::size_t>;

Seen seen_of(LineEnd line_end, std::size_t memory, const std::vector<std::string>& pieces) {
  MemoryFilesystem filesystem;
  filesystem.put_folder("/spool");
  MemoryBudget budget(kMegabyte);
  MessageWriter writer(filesystem, budget, SpoolSettings{"/spool", memory}, line_end);
  for (const std::string& piece : pieces) RC_ASSERT(writer.write(piece).has_value());
  const Message message = writer.finish().value();
  std::string octets(message.octets(), '?');
  RC_ASSERT(message.read_at(0, octets.data(), octets.size()).value() == octets.size());
  return {octets, message.octets_crlf(), message.header().received_fields};
}

RC_GTEST_PROP(MessageSplitTest, GivesTheSameMessageHoweverItsInputIsCut, ()) {
  const std::vector<std::string> pieces = some_pieces();
  std::string whole;
  for (const std::string& piece : pieces) whole += piece;
  const auto line_end = *rc::gen::element(LineEnd::kCrlf, LineEnd::kAsInput, LineEnd::kFirstLine);
  RC_ASSERT(seen_of(line_end, kMegabyte, pieces) == seen_of(line_end, kMegabyte, {whole}));
}

RC_GTEST_PROP(MessageSplitTest, GivesTheSameMessageInMemoryAndInASpoolFile, ()) {
  const std::vector<std::string> pieces = some_pieces();
  const auto memory = *rc::gen::inRange<std::size_t>(0, 20);
  RC_ASSERT(seen_of(LineEnd::kCrlf, memory, pieces) == seen_of(LineEnd::kCrlf, kMegabyte, pieces));
}

TEST(MemoryBudgetTest, GivesNoMoreThanItHas) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.take(60));
  EXPECT_FALSE(budget.take(41));
  EXPECT_TRUE(budget.take(40));
  EXPECT_FALSE(budget.take(1));
  budget.give_back(60);
  EXPECT_EQ(budget.octets_used(), 40U);
  EXPECT_FALSE(budget.take(static_cast<std::size_t>(-1)));
}

}  // namespace
}  // namespace mailbox
