#include "delivery/root_folder.h"

#include <fmt/format.h>

namespace mailbox {

Result<std::unique_ptr<Folder>> RootFolder::open() const {
  auto folder = filesystem_.open_root(path_);
  if (folder && *folder == nullptr) {
    return failure(status::kMisconfigured,
                   fmt::format("mail root {} does not exist; create it or set mail-root", path_));
  }
  return folder;
}

template <class Answer, class Question>
Result<Answer> RootFolder::ask(Question question) const {
  auto folder = open();
  if (!folder) return failure_of(folder);
  return question(**folder);
}

Result<std::unique_ptr<Folder>> RootFolder::open_folder(std::string_view relative) {
  return ask<std::unique_ptr<Folder>>([&](Folder& root) { return root.open_folder(relative); });
}

Result<bool> RootFolder::create_folder(std::string_view name, std::uint32_t mode) {
  return ask<bool>([&](Folder& root) { return root.create_folder(name, mode); });
}

Result<std::unique_ptr<File>> RootFolder::create_file(std::string_view name, std::uint32_t mode) {
  return ask<std::unique_ptr<File>>([&](Folder& root) { return root.create_file(name, mode); });
}

Result<std::unique_ptr<File>> RootFolder::open_file(std::string_view relative) {
  return ask<std::unique_ptr<File>>([&](Folder& root) { return root.open_file(relative); });
}

Result<bool> RootFolder::publish(std::string_view name, Folder& target, std::string_view new_name) {
  return ask<bool>([&](Folder& root) { return root.publish(name, target, new_name); });
}

Result<bool> RootFolder::remove_file(std::string_view name) {
  return ask<bool>([&](Folder& root) { return root.remove_file(name); });
}

Result<std::vector<std::string>> RootFolder::list() {
  return ask<std::vector<std::string>>([](Folder& root) { return root.list(); });
}

Result<FileFacts> RootFolder::facts(std::string_view relative) {
  return ask<FileFacts>([&](Folder& root) { return root.facts(relative); });
}

Result<void> RootFolder::sync() {
  return ask<void>([](Folder& root) { return root.sync(); });
}

Result<std::uint64_t> RootFolder::free_octets() {
  return ask<std::uint64_t>([](Folder& root) { return root.free_octets(); });
}

}  // namespace mailbox
