#include "deliver/sender.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace deliver {
namespace {

TEST(SenderTest, ReadsWhatCallersWrite) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      // The null path.
      {"", ""},
      {"<>", ""},
      {"MAILER-DAEMON", ""},
      {"mailer-daemon", ""},
      {"<MAILER-DAEMON>", ""},
      // Addresses.
      {"ann@example.org", "ann@example.org"},
      {"<ann@example.org>", "ann@example.org"},
      {"\"a b\"@example.org", "\"a b\"@example.org"},
      {"jürgen@example.org", "jürgen@example.org"},
      {"MAILER-DAEMON@example.org", "MAILER-DAEMON@example.org"},
      {"-d@example.org", "-d@example.org"},
      // Bare names are of this host.
      {"root", "root@mx.example.net"},
      {"<root>", "root@mx.example.net"},
  };
  for (const auto& [text, path] : rows) {
    SCOPED_TRACE(text);
    const Sender sender = read_sender(text, "mx.example.net");
    EXPECT_EQ(to_string(sender.path), path);
    EXPECT_EQ(sender.warning, "");
  }
}

TEST(SenderTest, TakesBadSendersForTheNullPathAndWarns) {
  for (const char* text :
       {"ann@", "@example.org", "a b", "a@b@c", "<", "ann@example.org>", "\xFF@x",
        "ann@example.org\nX: y", "two words@example.org", "mailer_daemon "}) {
    SCOPED_TRACE(text);
    const Sender sender = read_sender(text, "mx.example.net");
    EXPECT_EQ(sender.path, mailbox::ReversePath{});
    EXPECT_TRUE(sender.warning.starts_with("sender taken as <>: "));
    EXPECT_EQ(sender.warning.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace deliver
