// posix_file.h: one open file of the operating system.
#pragma once

#include "filesystem/descriptor.h"
#include "mailbox/filesystem.h"

#include <string>

namespace mailbox {

class PosixFile final : public File {
 public:
  // `path` is for texts only.
  PosixFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  [[nodiscard]] Result<void> write(std::string_view octets) override;
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, char* buffer,
                                            std::size_t size) const override;
  [[nodiscard]] Result<void> sync() override;
  [[nodiscard]] Result<void> close() override;

 private:
  Descriptor descriptor_;
  std::string path_;
};

}  // namespace mailbox
