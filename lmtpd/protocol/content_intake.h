// content_intake.h: the content of one transaction on its way in, by DATA or in chunks: what of it
// the caller gets, and whether it is refused. A refused content is read to its true end all the
// same; nothing of it may ever be taken for commands.
//
// Owns        its counts, the refusal, and what it gathers of small pieces
// Units       octets as received, dots of DATA unstuffed, line ends as CRLF
// Source      RFC 5321 §4.5.3.1.7 and §4.5.3.1.9, RFC 1870 §6.3, RFC 3030 §2
#pragma once

#include "lmtpd/protocol/chunk_reader.h"
#include "lmtpd/protocol/data_reader.h"
#include "mailbox/outcome.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lmtp {

class ContentIntake {
 public:
  ContentIntake(std::uint64_t octets_max, bool bare_line_feed_accepted)
      : octets_max_(octets_max), bare_line_feed_accepted_(bare_line_feed_accepted) {}

  // The content comes in chunks, and this is the next. Requires: nothing was read as DATA's;
  // at_rest(), unless it is the first.
  void start_chunk(const Chunk& chunk);

  // One piece for the caller, empty when there is none in what was taken, good until the next call;
  // exactly the first `octets_max` octets are passed on. `input` is advanced.
  // Requires: not at_rest(); `input` is not empty.
  [[nodiscard]] std::string_view read(std::string_view& input);

  // From here on nothing is passed on. The first refusal stands.
  void refuse(mailbox::Outcome outcome);

  // Nothing more is to be read before the next chunk, or at all.
  [[nodiscard]] bool at_rest() const;
  [[nodiscard]] bool ended() const;
  // Final for what was read once at_rest().
  [[nodiscard]] const std::optional<mailbox::Outcome>& refusal() const { return refusal_; }

 private:
  [[nodiscard]] std::string_view read_piece(std::string_view& input);
  [[nodiscard]] std::string_view within_the_limit(std::string_view octets);
  [[nodiscard]] bool bare_line_feed_seen() const;

  std::variant<DataReader, ChunkReader> reader_;
  std::string gathered_;
  std::uint64_t octets_max_;
  std::uint64_t octets_ = 0;
  bool bare_line_feed_accepted_;
  std::optional<mailbox::Outcome> refusal_;
};

}  // namespace lmtp
