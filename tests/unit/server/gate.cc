#include "unit/server/gate.h"

#include <utility>

namespace lmtp::testing {
namespace {

using mailbox::File;
using mailbox::FileFacts;
using mailbox::Folder;
using mailbox::Result;

class GatedFolder final : public Folder {
 public:
  GatedFolder(std::unique_ptr<Folder> inner, Gate& gate) : inner_(std::move(inner)), gate_(gate) {}

  const std::string& path() const override { return inner_->path(); }
  Result<std::unique_ptr<Folder>> open_folder(std::string_view relative) override {
    if (relative.substr(0, 12) == "slow.example") gate_.pass();
    return inner_->open_folder(relative);
  }
  Result<bool> create_folder(std::string_view name, std::uint32_t mode) override {
    return inner_->create_folder(name, mode);
  }
  Result<std::unique_ptr<File>> create_file(std::string_view name, std::uint32_t mode) override {
    return inner_->create_file(name, mode);
  }
  Result<std::unique_ptr<File>> open_file(std::string_view relative) override {
    return inner_->open_file(relative);
  }
  Result<bool> publish(std::string_view name, Folder& target, std::string_view new_name) override {
    return inner_->publish(name, target, new_name);
  }
  Result<bool> remove_file(std::string_view name) override { return inner_->remove_file(name); }
  Result<std::vector<std::string>> list() override { return inner_->list(); }
  Result<FileFacts> facts(std::string_view relative) override { return inner_->facts(relative); }
  Result<void> sync() override { return inner_->sync(); }
  Result<std::uint64_t> free_octets() override { return inner_->free_octets(); }

 private:
  std::unique_ptr<Folder> inner_;
  Gate& gate_;
};

}  // namespace

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++arrivals_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

void Gate::wait_for_arrivals(int arrivals) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return arrivals_ >= arrivals; });
}

Result<std::unique_ptr<Folder>> GatedFilesystem::open_root(std::string_view path) {
  auto root = inner_.open_root(path);
  if (!root || *root == nullptr) return root;
  return std::make_unique<GatedFolder>(std::move(*root), gate_);
}

Result<std::unique_ptr<File>> GatedFilesystem::create_unnamed(std::string_view path) {
  return inner_.create_unnamed(path);
}

}  // namespace lmtp::testing
