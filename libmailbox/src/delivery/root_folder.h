// root_folder.h: the mail root as a Folder that is opened anew for each call and closed again.
//
// Shape       every method is the same method of the folder that is at the path now
// Owns        nothing between calls; borrows the Filesystem, which must outlive it
// Threads     as filesystem.h says
// Errors      those of the folder; 4.3.5 when there is none at the path
#pragma once

#include "mailbox/filesystem.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mailbox {

class RootFolder final : public Folder {
 public:
  RootFolder(Filesystem& filesystem, std::string path)
      : filesystem_(filesystem), path_(std::move(path)) {}

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
  [[nodiscard]] Result<std::unique_ptr<Folder>> open() const;
  template <class Answer, class Question>
  [[nodiscard]] Result<Answer> ask(Question question) const;

  Filesystem& filesystem_;
  const std::string path_;
};

}  // namespace mailbox
