#include "message/message_body.h"

#include <utility>

namespace mailbox {

struct MessageWriter::State {
  State(Filesystem& filesystem, MemoryBudget& budget, SpoolSettings settings, LineEnd wanted)
      : body(std::make_unique<Message::Body>(filesystem, budget, std::move(settings))),
        line_end(wanted) {}

  [[nodiscard]] Result<void> convert(std::string_view octets);
  [[nodiscard]] Result<void> put(std::string_view octets);
  void count(std::string_view octets);
  void decide_by_first_line(std::string_view octets);

  std::unique_ptr<Message::Body> body;
  LineEnd line_end;
  std::uint64_t octets_received = 0;
  bool return_pending = false;  // the input so far ends with a CR, which was not put yet
  char last_put = '\0';
};

// CRLF becomes LF, wherever the borders between pieces of input are; a CR before anything else
// stays. Until kFirstLine is decided this converts too: before the first LF there is nothing to
// convert.
Result<void> MessageWriter::State::convert(std::string_view octets) {
  while (!octets.empty()) {
    if (std::exchange(return_pending, false) && octets.front() != '\n') {
      auto kept = put("\r");
      if (!kept) return kept;
    }
    const std::size_t carriage_return = octets.find('\r');
    auto done = put(octets.substr(0, carriage_return));
    if (!done || carriage_return == std::string_view::npos) return done;
    return_pending = true;
    octets.remove_prefix(carriage_return + 1);
  }
  return {};
}

void MessageWriter::State::decide_by_first_line(std::string_view octets) {
  const std::size_t line_feed = octets.find('\n');
  if (line_feed == std::string_view::npos) return;
  const bool returned = line_feed == 0 ? return_pending : octets[line_feed - 1] == '\r';
  line_end = returned ? LineEnd::kCrlf : LineEnd::kAsInput;
}

Result<void> MessageWriter::State::put(std::string_view octets) {
  if (octets.empty()) return {};
  count(octets);
  body->header.read(octets);
  return body->content.append(octets);
}

void MessageWriter::State::count(std::string_view octets) {
  body->octets_crlf += octets.size();
  for (std::size_t at = octets.find('\n'); at != std::string_view::npos;
       at = octets.find('\n', at + 1)) {
    const char before = at == 0 ? last_put : octets[at - 1];
    if (before != '\r') ++body->octets_crlf;
  }
  last_put = octets.back();
}

MessageWriter::MessageWriter(Filesystem& filesystem, MemoryBudget& budget, SpoolSettings settings,
                             LineEnd line_end)
    : state_(std::make_unique<State>(filesystem, budget, std::move(settings), line_end)) {}
MessageWriter::MessageWriter(MessageWriter&&) noexcept = default;
MessageWriter& MessageWriter::operator=(MessageWriter&&) noexcept = default;
MessageWriter::~MessageWriter() = default;

Result<void> MessageWriter::write(std::string_view octets) {
  state_->octets_received += octets.size();
  if (state_->line_end == LineEnd::kFirstLine) state_->decide_by_first_line(octets);
  if (state_->line_end != LineEnd::kAsInput) return state_->convert(octets);
  // What was held back while kFirstLine was open is content like all else.
  if (std::exchange(state_->return_pending, false)) {
    auto kept = state_->put("\r");
    if (!kept) return kept;
  }
  return state_->put(octets);
}

std::uint64_t MessageWriter::octets_received() const {
  return state_->octets_received;
}

Result<Message> MessageWriter::finish() {
  const std::unique_ptr<State> state = std::move(state_);
  if (state->return_pending) {
    auto kept = state->put("\r");
    if (!kept) return failure_of(kept);
  }
  state->body->header.finish();
  auto sealed = state->body->content.seal();
  if (!sealed) return failure_of(sealed);
  return Message(std::move(state->body));
}

}  // namespace mailbox
