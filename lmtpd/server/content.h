// content.h: the content of one message while it comes in.
//
// What stays in memory is written at once. What goes to the spool file is written by a worker, in
// pieces that are worth the way there, so that a slow disk does not hold up the other clients.
//
// Threads     one: the event loop's; a worker writes while the loop's coroutine waits for it
// Errors      the first failure stays: later octets are not taken, finish() reports it
#pragma once

#include "lmtpd/server/parts.h"
#include "mailbox/message.h"

#include <asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace lmtp {

class Content {
 public:
  // RFC 3030 §3: BINARYMIME has no lines, so that its octets stay as they are (kAsInput).
  Content(Parts& parts, mailbox::LineEnd line_end);

  [[nodiscard]] asio::awaitable<mailbox::Result<void>> write(std::string_view octets);
  [[nodiscard]] asio::awaitable<mailbox::Result<mailbox::Message>> finish();

 private:
  [[nodiscard]] bool stays_in_memory(std::size_t octets) const;
  [[nodiscard]] asio::awaitable<mailbox::Result<void>> write_by_worker();

  Parts& parts_;
  mailbox::MessageWriter writer_;
  bool spooled_ = false;
  std::string piece_;  // for the spool file, not written yet
  std::optional<mailbox::Error> failure_;
};

}  // namespace lmtp
