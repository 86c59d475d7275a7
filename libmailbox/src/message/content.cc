#include "message/content.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace mailbox {

Content::Content(Filesystem& filesystem, MemoryBudget& budget, SpoolSettings settings)
    : filesystem_(filesystem), budget_(budget), settings_(std::move(settings)) {}

Content::~Content() {
  give_back_memory();
}

Result<void> Content::append(std::string_view octets) {
  if (in_memory() && take_memory(octets.size())) {
    append_to_memory(octets);
    return {};
  }
  if (in_memory()) {
    auto moved = move_to_spool();
    if (!moved) return moved;
  }
  return append_to_spool(octets);
}

Result<void> Content::seal() {
  if (in_memory()) return {};
  auto flushed = flush();
  spool_buffer_.reset();
  return flushed;
}

// Sees to it that `more` octets find room in pieces_. False: they may not.
bool Content::take_memory(std::size_t more) {
  if (octets_ + more > settings_.memory_octets_max) return false;
  while (pieces_.size() * kPieceOctets < octets_ + more) {
    if (!budget_.take(kPieceOctets)) return false;
    pieces_.push_back(std::make_unique_for_overwrite<char[]>(kPieceOctets));
  }
  return true;
}

void Content::append_to_memory(std::string_view octets) {
  while (!octets.empty()) {
    const auto used = static_cast<std::size_t>(octets_ % kPieceOctets);
    const std::size_t size = std::min(octets.size(), kPieceOctets - used);
    std::memcpy(pieces_[static_cast<std::size_t>(octets_ / kPieceOctets)].get() + used,
                octets.data(), size);
    octets_ += size;
    octets.remove_prefix(size);
  }
}

Result<void> Content::move_to_spool() {
  auto spool = filesystem_.create_unnamed(settings_.folder);
  if (!spool) return failure_of(spool);
  auto written = write_pieces_to(**spool);
  if (!written) return written;
  give_back_memory();
  spool_ = std::move(*spool);
  spool_buffer_ = std::make_unique_for_overwrite<char[]>(kPieceOctets);
  return {};
}

Result<void> Content::append_to_spool(std::string_view octets) {
  while (!octets.empty()) {
    const std::size_t size = std::min(octets.size(), kPieceOctets - spool_buffered_);
    std::memcpy(spool_buffer_.get() + spool_buffered_, octets.data(), size);
    spool_buffered_ += size;
    octets_ += size;
    octets.remove_prefix(size);
    if (spool_buffered_ < kPieceOctets) continue;
    auto flushed = flush();
    if (!flushed) return flushed;
  }
  return {};
}

Result<void> Content::flush() {
  const std::size_t size = std::exchange(spool_buffered_, 0);
  return spool_->write({spool_buffer_.get(), size});
}

Result<std::size_t> Content::read_at(std::uint64_t offset, char* buffer, std::size_t size) const {
  if (!in_memory()) return spool_->read_at(offset, buffer, size);
  std::size_t done = 0;
  while (done < size && offset < octets_) {
    const auto start = static_cast<std::size_t>(offset % kPieceOctets);
    const auto left = static_cast<std::size_t>(
        std::min<std::uint64_t>({size - done, kPieceOctets - start, octets_ - offset}));
    std::memcpy(buffer + done,
                pieces_[static_cast<std::size_t>(offset / kPieceOctets)].get() + start, left);
    done += left;
    offset += left;
  }
  return done;
}

Result<void> Content::write_to(File& file) const {
  if (in_memory()) return write_pieces_to(file);
  const Piece buffer = std::make_unique_for_overwrite<char[]>(kPieceOctets);
  for (std::uint64_t offset = 0; offset < octets_;) {
    auto size = spool_->read_at(offset, buffer.get(), kPieceOctets);
    if (!size) return failure_of(size);
    if (*size == 0) {
      return failure(status::kSystemFault,
                     fmt::format("the spool file in {} ends at octet {} of {}", settings_.folder,
                                 offset, octets_));
    }
    auto written = file.write({buffer.get(), *size});
    if (!written) return written;
    offset += *size;
  }
  return {};
}

Result<void> Content::write_pieces_to(File& file) const {
  std::uint64_t left = octets_;
  for (const Piece& piece : pieces_) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPieceOctets));
    if (size == 0) break;  // taken, then the budget ran out
    auto written = file.write({piece.get(), size});
    if (!written) return written;
    left -= size;
  }
  return {};
}

void Content::give_back_memory() {
  budget_.give_back(pieces_.size() * kPieceOctets);
  pieces_.clear();
}

}  // namespace mailbox
