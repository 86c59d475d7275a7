// mail_sample.h: messages and trace fields for tests of stores.
#pragma once

#include "mailbox/memory_filesystem.h"
#include "mailbox/message.h"
#include "mailbox/trace.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mailbox {

// Makes messages, and owns what they borrow.
class MessageSource {
 public:
  // The content is stored as it is given here.
  Message message(std::string_view content) {
    spool_.put_folder("/spool");
    MessageWriter writer(spool_, budget_, SpoolSettings{"/spool", kMemoryOctets},
                         LineEnd::kAsInput);
    EXPECT_TRUE(writer.write(content));
    auto message = writer.finish();
    EXPECT_TRUE(message);
    return std::move(*message);
  }

 private:
  static constexpr std::size_t kMemoryOctets = 1 << 20;
  MemoryFilesystem spool_;
  MemoryBudget budget_{256 << 20};
};

inline Trace sample_trace(std::string id = "01ARYZ6S410000000000000000") {
  const std::chrono::system_clock::time_point time{std::chrono::seconds{1795288953}};
  return Trace{ReversePath{Address{"sender", "example.org"}}, "ann@example.net",
               "sales@example.net",
               Reception{"client.example", "192.0.2.1", "mx.example.net", "LMTP", time},
               DeliveryId{std::move(id)}};
}

}  // namespace mailbox
