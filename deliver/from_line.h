// from_line.h: the `From ` line that mbox files and some callers put above a message.
//
//   From ann@example.net Sat Nov 21 19:22:33 2026
//
// Shape       takes the content's pieces in their order and gives back what is content; one line is
//             dropped, and only as the very first
// Units       bounded memory: of the line no more than kLineOctetsMax is looked at
// Source      RFC 4155 (the default mbox format)
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace deliver {

class FromLine {
 public:
  static constexpr std::size_t kLineOctetsMax = 1024;

  // Requires: the first piece has five octets or more, or is the whole content.
  [[nodiscard]] std::string_view remove(std::string_view piece);

  // The word after `From `, quotes kept. None: there was no such line. Valid once all is read.
  [[nodiscard]] std::optional<std::string> sender() const;

 private:
  enum class State { kStart, kLine, kContent };
  State state_ = State::kStart;
  bool present_ = false;
  std::string line_;  // behind `From `
};

}  // namespace deliver
