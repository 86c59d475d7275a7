#include "deliver/message_input.h"

#include "deliver/from_line.h"
#include "mailbox/errno_status.h"

#include <fmt/format.h>

#include <cerrno>
#include <utility>
#include <vector>

namespace deliver {

namespace {

using mailbox::Result;

constexpr std::size_t kPieceOctets = std::size_t{64} * 1024;

// fread gives a full piece, unless the stream ends or fails: so the first one has a whole `From `.
Result<std::string_view> read_piece(std::FILE* stream, const std::string& name,
                                    std::vector<char>& buffer) {
  const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), stream);
  if (size < buffer.size() && std::ferror(stream) != 0) {
    return tl::unexpected(mailbox::error_of_errno(errno, "read", name));
  }
  return std::string_view(buffer.data(), size);
}

Result<std::optional<std::string>> copy(std::FILE* stream, const std::string& name,
                                        mailbox::MessageWriter& writer, std::uint64_t octets_max) {
  std::vector<char> buffer(kPieceOctets);
  FromLine from_line;
  for (;;) {
    auto piece = read_piece(stream, name, buffer);
    if (!piece) return mailbox::failure_of(piece);
    if (piece->empty()) return from_line.sender();
    const std::string_view content = from_line.remove(*piece);
    if (writer.octets_received() + content.size() > octets_max) {
      return mailbox::failure(mailbox::status::kMessageTooLarge,
                              fmt::format("the message has more than {} octets", octets_max));
    }
    if (auto written = writer.write(content); !written) return mailbox::failure_of(written);
  }
}

void drain(std::FILE* stream) {
  std::vector<char> buffer(kPieceOctets);
  while (std::fread(buffer.data(), 1, buffer.size(), stream) > 0) continue;
}

}  // namespace

Result<MessageInput> read_message(std::FILE* stream, const std::string& name,
                                  mailbox::MessageWriter writer, std::uint64_t octets_max) {
  auto sender = copy(stream, name, writer, octets_max);
  if (!sender) {
    drain(stream);
    return mailbox::failure_of(sender);
  }
  auto message = writer.finish();
  if (!message) return mailbox::failure_of(message);
  return MessageInput{std::move(*message), std::move(*sender)};
}

}  // namespace deliver
