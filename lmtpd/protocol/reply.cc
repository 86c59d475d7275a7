#include "lmtpd/protocol/reply.h"

#include <cassert>

namespace lmtp {

std::string to_wire(const Reply& reply) {
  assert(!reply.lines.empty());
  assert(!reply.status || reply.status->status_class == reply.code / 100);
  const std::string code = std::to_string(reply.code);
  const std::string status = reply.status ? mailbox::to_string(*reply.status) + " " : "";
  std::string wire;
  for (std::size_t i = 0; i < reply.lines.size(); ++i) {
    const bool last = i + 1 == reply.lines.size();
    wire.append(code).append(last ? " " : "-").append(status).append(reply.lines[i]).append("\r\n");
  }
  return wire;
}

}  // namespace lmtp
