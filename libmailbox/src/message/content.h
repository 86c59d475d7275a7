// content.h: octets that are written once and then read: in memory first, in a spool file when they
// are too many.
//
// Shape       memory is taken in pieces of kPieceOctets; a spool file is written through one piece
// Owns        its pieces, or its spool file; gives back to the MemoryBudget what it took
// Threads     append and seal: one. After seal, const methods may run concurrently
// Units       octets
// Errors      those of the spool file; after one the content is only good for being destroyed
#pragma once

#include "mailbox/message.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace mailbox {

class Content {
 public:
  static constexpr std::size_t kPieceOctets = std::size_t{64} * 1024;

  // Requires: `filesystem` and `budget` outlive this.
  Content(Filesystem& filesystem, MemoryBudget& budget, SpoolSettings settings);
  ~Content();
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  [[nodiscard]] Result<void> append(std::string_view octets);
  // Nothing more will be appended.
  [[nodiscard]] Result<void> seal();

  [[nodiscard]] std::uint64_t octets() const { return octets_; }
  [[nodiscard]] bool in_memory() const { return spool_ == nullptr; }

  // Requires: sealed.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, char* buffer,
                                            std::size_t size) const;
  [[nodiscard]] Result<void> write_to(File& file) const;

 private:
  using Piece = std::unique_ptr<char[]>;

  void append_to_memory(std::string_view octets);
  [[nodiscard]] bool take_memory(std::size_t more);
  [[nodiscard]] Result<void> move_to_spool();
  [[nodiscard]] Result<void> append_to_spool(std::string_view octets);
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> write_pieces_to(File& file) const;
  void give_back_memory();

  Filesystem& filesystem_;
  MemoryBudget& budget_;
  const SpoolSettings settings_;

  std::uint64_t octets_ = 0;
  std::vector<Piece> pieces_;  // all full but the last
  std::unique_ptr<File> spool_;
  Piece spool_buffer_;  // not taken from the budget: one per message that is being spooled
  std::size_t spool_buffered_ = 0;
};

}  // namespace mailbox
