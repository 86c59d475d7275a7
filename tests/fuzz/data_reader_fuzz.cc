// Invariants: the content, its end and whether a bare line feed was seen are those that a plain
// reading of the rules gives, and the same however the input is cut; nothing behind the end is
// taken.
#include "fuzz/invariant.h"
#include "lmtpd/protocol/data_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

struct Content {
  std::string octets;
  std::size_t taken = 0;
  bool ended = false;
  bool bare_line_feed = false;
};

// Gives the reader at most `octets_at_a_time` of the input at once.
Content read(std::string_view input, std::size_t octets_at_a_time) {
  lmtp::DataReader reader;
  Content content;
  std::size_t offered = 0;
  while (!reader.ended() && content.taken < input.size()) {
    if (offered == content.taken) offered = std::min(input.size(), offered + octets_at_a_time);
    const auto piece = reader.read(input.substr(content.taken, offered - content.taken));
    content.octets += piece.octets;
    content.taken += piece.taken;
  }
  content.ended = reader.ended();
  content.bare_line_feed = reader.bare_line_feed_seen();
  return content;
}

// RFC 5321 §4.5.2 in the simplest words, for an input that ends.
Content read_plainly(std::string_view input) {
  const std::string text = "\r\n" + std::string(input);
  const std::size_t end = text.find("\r\n.\r\n");
  Content content;
  content.ended = true;
  content.taken = end + 3;  // past the input's own CRLF . CRLF: 5, less the 2 put before
  for (std::size_t i = 2; i < end + 2; ++i) {
    const bool stuffed = text[i] == '.' && text[i - 1] == '\n' && text[i - 2] == '\r';
    if (!stuffed) content.octets += text[i];
    if (text[i] == '\n' && text[i - 1] != '\r') content.bare_line_feed = true;
  }
  return content;
}

void check_same(const Content& a, const Content& b, const char* promise) {
  fuzz::require(a.octets == b.octets && a.taken == b.taken && a.ended == b.ended &&
                    a.bare_line_feed == b.bare_line_feed,
                promise);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input(reinterpret_cast<const char*>(data), size);
  const Content whole = read(input, input.size() + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}}) {
    check_same(whole, read(input, step), "the same however the input is cut");
  }
  const bool ends = ("\r\n" + input).find("\r\n.\r\n") != std::string::npos;
  fuzz::require(whole.ended == ends, "CRLF . CRLF ends the content, and nothing else");
  if (!ends) input += "\r\n.\r\n";
  check_same(read(input, input.size()), read_plainly(input), "the content by the rules");
  return 0;
}
