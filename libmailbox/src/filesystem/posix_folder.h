// posix_folder.h: one open directory of the operating system.
#pragma once

#include "filesystem/descriptor.h"
#include "mailbox/filesystem.h"

#include <string>

namespace mailbox {

class PosixFolder final : public Folder {
 public:
  // Requires: `descriptor` is a directory, opened for reading.
  PosixFolder(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] Result<std::unique_ptr<Folder>> open_folder(std::string_view relative) override;
  [[nodiscard]] Result<bool> create_folder(std::string_view name, std::uint32_t mode) override;
  [[nodiscard]] Result<std::unique_ptr<File>> create_file(std::string_view name,
                                                          std::uint32_t mode) override;
  [[nodiscard]] Result<std::unique_ptr<File>> open_file(std::string_view relative) override;
  [[nodiscard]] Result<bool> publish(std::string_view name, Folder& target,
                                     std::string_view new_name) override;
  [[nodiscard]] Result<bool> remove_file(std::string_view name) override;
  [[nodiscard]] Result<std::vector<std::string>> list() override;
  [[nodiscard]] Result<FileFacts> facts(std::string_view relative) override;
  [[nodiscard]] Result<void> sync() override;
  [[nodiscard]] Result<std::uint64_t> free_octets() override;

 private:
  [[nodiscard]] tl::unexpected<Error> error(std::string_view operation,
                                            std::string_view relative) const;

  Descriptor descriptor_;
  std::string path_;
};

}  // namespace mailbox
