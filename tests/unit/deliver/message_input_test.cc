#include "deliver/message_input.h"

#include "mailbox/memory_filesystem.h"
#include "temporary_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>

namespace deliver {
namespace {

namespace status = mailbox::status;

class MessageInputTest : public testing::Test {
 protected:
  MessageInputTest() { filesystem_.put_folder("/spool"); }

  mailbox::Result<MessageInput> read(std::FILE* stream, std::uint64_t octets_max = 1000000,
                                     const std::string& spool = "/spool") {
    return read_message(
        stream, "standard input",
        mailbox::MessageWriter(filesystem_, budget_, mailbox::SpoolSettings{spool, 1000},
                               mailbox::LineEnd::kFirstLine),
        octets_max);
  }

  mailbox::Result<MessageInput> read_octets(const std::string& octets,
                                            std::uint64_t octets_max = 1000000) {
    const TemporaryFile file(octets);
    return read(file.stream(), octets_max);
  }

  static std::string octets_of(const mailbox::Message& message) {
    std::string octets(message.octets(), '?');
    octets.resize(message.read_at(0, octets.data(), octets.size()).value());
    return octets;
  }

  mailbox::MemoryFilesystem filesystem_;
  mailbox::MemoryBudget budget_{1000000};
};

TEST_F(MessageInputTest, StoresLinesAsTheFirstOneEnds) {
  EXPECT_EQ(octets_of(read_octets("A: b\r\n\r\nx\r\n")->message), "A: b\n\nx\n");
  EXPECT_EQ(octets_of(read_octets("A: b\n\nx\r\n")->message), "A: b\n\nx\r\n");
  EXPECT_EQ(octets_of(read_octets("From a@x\nA: b\r\n\r\n")->message), "A: b\n\n");
}

TEST_F(MessageInputTest, TakesTheSenderFromTheLineThatItDrops) {
  const auto input = read_octets("From ann@x Sat Nov 21 19:22:33 2026\nA: b\n\nFrom c@d\n");
  EXPECT_EQ(input->from_line_sender, "ann@x");
  EXPECT_EQ(octets_of(input->message), "A: b\n\nFrom c@d\n");
  EXPECT_EQ(read_octets("A: b\n")->from_line_sender, std::nullopt);
}

TEST_F(MessageInputTest, StoresAnEmptyInputAsAnEmptyMessage) {
  EXPECT_EQ(read_octets("")->message.octets(), 0U);
  EXPECT_EQ(read_octets("From a@x\n")->message.octets(), 0U);
}

TEST_F(MessageInputTest, KeepsEveryOctetOfALargeMessage) {
  std::string octets = "A: b\n\n";
  for (int at = 0; octets.size() < 300000; ++at) octets += static_cast<char>(at * 7);
  const auto input = read_octets(octets);
  EXPECT_EQ(octets_of(input->message), octets);
  EXPECT_FALSE(input->message.in_memory());
}

TEST_F(MessageInputTest, RefusesMoreThanTheLimit) {
  EXPECT_TRUE(read_octets(std::string(100, 'a'), 100).has_value());
  EXPECT_TRUE(read_octets("From a@x\n" + std::string(100, 'a'), 100).has_value());
  const auto larger = read_octets(std::string(101, 'a'), 100);
  ASSERT_FALSE(larger.has_value());
  EXPECT_EQ(larger.error().status, status::kMessageTooLarge);
}

// A pipe holds 64 KiB: the writer of more is stopped, or killed, unless all is read.
TEST_F(MessageInputTest, ReadsToTheEndAlsoWhatItRefuses) {
  const auto writer_hears_no_trouble = [](auto&& reader) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    std::FILE* stream = fdopen(ends[0], "rb");
    const std::string octets(1000000, 'a');
    std::size_t written = 0;
    std::thread writer([&] {
      while (written < octets.size()) {
        const ssize_t more = write(ends[1], octets.data() + written, octets.size() - written);
        if (more < 0) break;
        written += static_cast<std::size_t>(more);
      }
      close(ends[1]);
    });
    reader(stream);
    writer.join();
    std::fclose(stream);
    EXPECT_EQ(written, octets.size());
  };
  writer_hears_no_trouble([&](std::FILE* stream) {
    EXPECT_EQ(read(stream, 100).error().status, status::kMessageTooLarge);
  });
  writer_hears_no_trouble([&](std::FILE* stream) {
    filesystem_.inject({ENOSPC, 0, mailbox::FileOperationKind::kWrite});
    EXPECT_EQ(read(stream).error().status, status::kSystemFull);
  });
  writer_hears_no_trouble([&](std::FILE* stream) {
    EXPECT_TRUE(read(stream, 1000000, "/nowhere").error().status.temporary());
  });
}

TEST_F(MessageInputTest, FailsTemporarilyWhenTheStreamCannotBeRead) {
  const TemporaryFile file("A: b\n");
  std::FILE* write_only = std::fopen(file.path().c_str(), "ab");
  const auto input = read(write_only);
  std::fclose(write_only);
  ASSERT_FALSE(input.has_value());
  EXPECT_TRUE(input.error().status.temporary());
  EXPECT_NE(input.error().text.find("read standard input"), std::string::npos);

  std::FILE* folder = std::fopen("/", "rb");
  EXPECT_TRUE(read(folder).error().status.temporary());
  std::fclose(folder);
}

}  // namespace
}  // namespace deliver
