#include "lmtpd/protocol/extensions.h"

#include <array>

namespace lmtp {

namespace {

struct Row {
  std::string_view keyword;
  std::string (*parameter)(const mailbox::Limits&);  // null: none
};

constexpr auto kRows = std::to_array<Row>({
    {"PIPELINING", nullptr},           // RFC 2920; RFC 2033 §5 requires it
    {"ENHANCEDSTATUSCODES", nullptr},  // RFC 2034; RFC 2033 §5 requires it
    {"8BITMIME", nullptr},             // RFC 6152
    {"SMTPUTF8", nullptr},             // RFC 6531
    {"SIZE",
     [](const mailbox::Limits& limits) {
       return std::to_string(limits.message_octets);
     }},  // RFC 1870
});

}  // namespace

std::vector<std::string> extension_lines(const mailbox::Limits& limits) {
  std::vector<std::string> lines;
  for (const Row& row : kRows) {
    std::string line(row.keyword);
    if (row.parameter != nullptr) line.append(" ").append(row.parameter(limits));
    lines.push_back(std::move(line));
  }
  return lines;
}

Reply lhlo_reply(std::string_view host_name, const mailbox::Limits& limits) {
  Reply reply{250, std::nullopt, {std::string(host_name)}};
  for (std::string& line : extension_lines(limits)) reply.lines.push_back(std::move(line));
  return reply;
}

}  // namespace lmtp
