#include "mailbox/message.h"

#include "message/message_body.h"

#include <utility>

namespace mailbox {

bool MemoryBudget::take(std::size_t octets) {
  std::size_t used = octets_used_;
  do {
    if (octets > octets_max_ || used > octets_max_ - octets) return false;
  } while (!octets_used_.compare_exchange_weak(used, used + octets));
  return true;
}

Message::Message(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;
Message::~Message() = default;

std::uint64_t Message::octets() const {
  return body_->content.octets();
}

std::uint64_t Message::octets_crlf() const {
  return body_->octets_crlf;
}

const HeaderFacts& Message::header() const {
  return body_->header.facts();
}

Result<std::size_t> Message::read_at(std::uint64_t offset, char* buffer, std::size_t size) const {
  return body_->content.read_at(offset, buffer, size);
}

Result<void> Message::write_to(File& file) const {
  return body_->content.write_to(file);
}

bool Message::in_memory() const {
  return body_->content.in_memory();
}

}  // namespace mailbox
