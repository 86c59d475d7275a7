// message_input.h: a message read from a stream to its end.
//
// Shape       a leading `From ` line is no content; as the first line ends, so do all
// Errors      5.3.4 larger than allowed; 4.3.0 and so on: the stream or the spool file. After a
//             failure the rest of the stream was read too: who writes into it gets no SIGPIPE, but
//             our status
// Units       octets, as they come
#pragma once

#include "mailbox/message.h"
#include "mailbox/result.h"

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace deliver {

struct MessageInput {
  mailbox::Message message;
  std::optional<std::string> from_line_sender;
};

// `name` of the stream is for texts.
[[nodiscard]] mailbox::Result<MessageInput> read_message(std::FILE* stream, const std::string& name,
                                                         mailbox::MessageWriter writer,
                                                         std::uint64_t octets_max);

}  // namespace deliver
