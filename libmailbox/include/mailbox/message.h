// message.h: the octets of one message's content, and where they are kept.
//
// The content is written once, by a MessageWriter, and then read by any number of deliveries. It is
// held in memory up to a threshold and in an unnamed spool file above it, so that a 1 GB message
// takes no more memory than a 1 MB one.
//
// Shape       MessageWriter: octets in; Message: immutable. Line ends are stored as LF: a
//             MessageWriter that was told kCrlf turns each CRLF into LF; all other octets (NUL,
//             8-bit, lone CR) stay
// Owns        Message owns its memory or its spool file; both give back to the MemoryBudget, which
//             must outlive them
// Threads     MessageWriter: one. Message: const methods may run concurrently
// Units       octets
// Errors      those of the spool file: 4.3.1 no space, 4.3.0 I/O
// Durability  none; a message is durable only in a mailbox
// Source      RFC 5321 §4.5.2, RFC 5322
#pragma once

#include "mailbox/filesystem.h"
#include "mailbox/header.h"
#include "mailbox/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace mailbox {

// The memory that all messages of a process may hold together.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t octets_max) : octets_max_(octets_max) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  [[nodiscard]] bool take(std::size_t octets);  // false: there is not that much left
  void give_back(std::size_t octets) { octets_used_ -= octets; }
  [[nodiscard]] std::size_t octets_used() const { return octets_used_; }

 private:
  const std::size_t octets_max_;
  std::atomic<std::size_t> octets_used_{0};
};

class Message {
 public:
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;
  ~Message();

  // As stored, with LF line ends.
  [[nodiscard]] std::uint64_t octets() const;
  // As an IMAP server counts it (RFC822.SIZE): every LF without a CR before it counts as two.
  [[nodiscard]] std::uint64_t octets_crlf() const;

  // What was seen in the header while it was written: the fields that decide a delivery.
  [[nodiscard]] const HeaderFacts& header() const;

  // Reads up to `size` octets from `offset`; fewer only at the end.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, char* buffer,
                                            std::size_t size) const;

  // Writes the whole content to `file`, in pieces of bounded size.
  [[nodiscard]] Result<void> write_to(File& file) const;

  // False: in a spool file.
  [[nodiscard]] bool in_memory() const;

 private:
  friend class MessageWriter;
  struct Body;
  explicit Message(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

// How the writer's caller ends its lines.
enum class LineEnd {
  kCrlf,       // LMTP and SMTP content: CRLF becomes LF
  kAsInput,    // stored as it comes
  kFirstLine,  // standard input of `deliver`: as the first line ends, so do all
};

struct SpoolSettings {
  std::string folder;                           // where spool files are made
  std::size_t memory_octets_max = 1024 * 1024;  // of one message
};

class MessageWriter {
 public:
  // Requires: `filesystem` and `budget` outlive the writer and the message.
  MessageWriter(Filesystem& filesystem, MemoryBudget& budget, SpoolSettings settings,
                LineEnd line_end);
  MessageWriter(MessageWriter&&) noexcept;
  MessageWriter& operator=(MessageWriter&&) noexcept;
  ~MessageWriter();

  // Appends. After a failure the writer is only good for being destroyed.
  [[nodiscard]] Result<void> write(std::string_view octets);

  // Octets taken in so far, before line ends were changed.
  [[nodiscard]] std::uint64_t octets_received() const;

  // No more octets: the message. The writer is empty afterwards.
  [[nodiscard]] Result<Message> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mailbox
