// Invariants: what parse_chunk() reads is what a plain reading gives; content sent in chunks
// arrives octet for octet, whatever it is made of; each chunk has one reply, the last one each
// recipient's; nothing in a chunk is ever executed, be the chunk taken, refused, or for nobody.
//
// Up to the first line feed the input is an argument for BDAT; behind it, one octet says how many
// recipients there are (none: the chunks are refused), then each chunk is an octet with its length
// and that many octets.
#include "fuzz/invariant.h"
#include "lmtpd/protocol/chunk_reader.h"
#include "unit/protocol/session_record.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// BDAT SP chunk-size [SP "LAST"], with sizes that fit into 19 digits: no doubt about those.
void check_argument(std::string_view argument) {
  const auto chunk = lmtp::parse_chunk(argument);
  const std::size_t blank = argument.find(' ');
  const std::string_view size = argument.substr(0, blank);
  if (!all_digits(size)) return fuzz::require(!chunk, "without a number there is no chunk");
  if (size.size() > 19) return;
  fuzz::require(chunk && chunk->octets == std::stoull(std::string(size)), "the size is the number");
  if (blank == std::string_view::npos) {
    fuzz::require(!chunk->last && chunk->well_formed, "a number alone is a chunk, not the last");
  }
}

struct Chunks {
  std::size_t recipients = 0;
  std::vector<std::string_view> pieces;
  std::string content;
};

// Requires: `input` is not empty.
Chunks chunks_of(std::string_view input) {
  Chunks chunks;
  chunks.recipients = static_cast<unsigned char>(input.front()) % 4;
  input.remove_prefix(1);
  while (!input.empty()) {
    const std::size_t length = static_cast<unsigned char>(input.front());
    chunks.pieces.push_back(input.substr(1, length));
    input.remove_prefix(std::min(input.size(), length + 1));
  }
  if (chunks.pieces.empty()) chunks.pieces.emplace_back();
  for (const std::string_view piece : chunks.pieces) chunks.content += piece;
  return chunks;
}

std::string conversation(const Chunks& chunks) {
  std::string octets = "LHLO client.example\r\nMAIL FROM:<a@example.org> BODY=BINARYMIME\r\n";
  for (std::size_t i = 0; i < chunks.recipients; ++i) octets += "RCPT TO:<ann@example.net>\r\n";
  for (std::size_t i = 0; i < chunks.pieces.size(); ++i) {
    octets += "BDAT " + std::to_string(chunks.pieces[i].size());
    octets += i + 1 == chunks.pieces.size() ? " LAST\r\n" : "\r\n";
    octets += chunks.pieces[i];
  }
  return octets + "QUIT\r\n";
}

// Greeting, LHLO, MAIL and QUIT; RCPTs; each chunk but the last; the last one has a reply for each
// recipient, and none for nobody (RFC 2033 §4.3).
std::size_t replies_due(const Chunks& chunks) {
  return 4 + chunks.recipients + chunks.pieces.size() - 1 + chunks.recipients;
}

void check_content(const lmtp::SessionRecord& record, const Chunks& chunks) {
  fuzz::require(lmtp::count_replies(record.output) == replies_due(chunks),
                "each chunk has its reply, and nothing else has");
  fuzz::require(record.output.find("\r\n221 ") != std::string::npos, "QUIT is executed at last");
  const bool delivered = record.events.find(chunks.content) != std::string::npos;
  fuzz::require(chunks.recipients == 0 || delivered, "the content is what the chunks hold");
  for (const std::string& violation : record.violations) fuzz::require(false, violation.c_str());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_feed = std::min(input.find('\n'), input.size());
  check_argument(input.substr(0, line_feed));
  if (input.size() - line_feed < 2) return 0;
  const Chunks chunks = chunks_of(input.substr(line_feed + 1));

  lmtp::SessionSettings settings;
  settings.host_name = "mx.example.net";
  settings.limits.session_errors = 1'000'000;  // a refused chunk is an error
  const std::string octets = conversation(chunks);
  const auto whole = lmtp::record_session(settings, {octets});
  const auto cut = lmtp::record_session(settings, lmtp::octet_by_octet(octets));
  check_content(whole, chunks);
  check_content(cut, chunks);
  fuzz::require(whole.output == cut.output, "whole and octet by octet: the same replies");
  return 0;
}
