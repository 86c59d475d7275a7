#include "filesystem/memory_disk.h"

#include <algorithm>
#include <cerrno>
#include <set>
#include <unordered_map>
#include <utility>

namespace mailbox {

namespace {

std::vector<std::string> components_of(std::string_view absolute) {
  std::vector<std::string> components;
  while (!absolute.empty()) {
    const std::size_t slash = std::min(absolute.find('/'), absolute.size());
    if (slash > 0) components.emplace_back(absolute.substr(0, slash));
    absolute.remove_prefix(std::min(slash + 1, absolute.size()));
  }
  return components;
}

// Copies inodes, each once, however many entries lead to it.
class InodeCopies {
 public:
  explicit InodeCopies(Survival survival) : survival_(survival) {}

  std::shared_ptr<MemoryInode> of(const std::shared_ptr<MemoryInode>& inode) {
    auto& copy = copies_[inode.get()];
    if (copy != nullptr) return copy;
    const auto made = std::make_shared<MemoryInode>(*inode);
    copy = made;
    if (survival_ == Survival::kEverything) {
      replace(made->entries, inode->entries);
      replace(made->durable_entries, inode->durable_entries);
      return made;
    }
    made->octets = inode->durable_octets;
    replace(made->entries,
            survival_ == Survival::kSyncedOnly ? inode->durable_entries : inode->entries);
    made->durable_entries = made->entries;
    return made;
  }

  [[nodiscard]] std::shared_ptr<MemoryInode> made_of(const MemoryInode* inode) const {
    const auto found = copies_.find(inode);
    return found == copies_.end() ? nullptr : found->second;
  }

 private:
  void replace(MemoryEntries& entries, const MemoryEntries& originals) {
    entries.clear();
    for (const auto& [name, inode] : originals) entries.emplace(name, of(inode));
  }

  Survival survival_;
  std::unordered_map<const MemoryInode*, std::shared_ptr<MemoryInode>> copies_;
};

bool names(const MemoryEntries& entries, const std::string& name,
           const std::shared_ptr<MemoryInode>& inode) {
  const auto entry = entries.find(name);
  return entry != entries.end() && entry->second == inode;
}

void remove_if_same(MemoryEntries& entries, const std::string& name,
                    const std::shared_ptr<MemoryInode>& inode) {
  if (names(entries, name, inode)) entries.erase(name);
}

void add_durably(MemoryInode& folder, const std::string& name,
                 const std::shared_ptr<MemoryInode>& inode) {
  folder.entries.emplace(name, inode);
  folder.durable_entries.emplace(name, inode);
}

}  // namespace

MemoryDisk::MemoryDisk() : root(std::make_shared<MemoryInode>()) {
  root->kind = FileKind::kFolder;
  root->mode = 0755;
}

int MemoryDisk::begin(FileOperationKind kind) {
  ++operations;
  for (auto failure = failures.begin(); failure != failures.end(); ++failure) {
    if (failure->kind.has_value() && *failure->kind != kind) continue;
    if (failure->pass-- > 0) continue;
    const int error_number = failure->error_number;
    failures.erase(failure);
    return error_number;
  }
  return 0;
}

MemoryDisk::Found MemoryDisk::find(std::shared_ptr<MemoryInode> folder,
                                   const std::vector<std::string>& components) {
  for (const std::string& component : components) {
    if (folder->kind == FileKind::kSymbolicLink) return {nullptr, ELOOP};
    if (folder->kind != FileKind::kFolder) return {nullptr, ENOTDIR};
    const auto entry = folder->entries.find(component);
    if (entry == folder->entries.end()) return {nullptr, ENOENT};
    folder = entry->second;
  }
  return {std::move(folder), 0};
}

MemoryDisk::Found MemoryDisk::find(std::string_view absolute) const {
  return find(root, components_of(absolute));
}

void MemoryDisk::move(const std::shared_ptr<MemoryInode>& from, const std::string& name,
                      const std::shared_ptr<MemoryInode>& to, const std::string& new_name) {
  const auto entry = from->entries.find(name);
  moves_.push_back({entry->second, from, name, to, new_name});
  to->entries.emplace(new_name, entry->second);
  from->entries.erase(entry);
}

void MemoryDisk::sync_folder(const std::shared_ptr<MemoryInode>& folder) {
  folder->durable_entries = folder->entries;
  std::set<MemoryInode*> moved;
  for (const MemoryMove& move : moves_) {
    if (move.from == folder || move.to == folder) moved.insert(move.inode.get());
  }
  const auto settled = [&](const MemoryMove& move) { return moved.contains(move.inode.get()); };
  for (const MemoryMove& move : moves_) {
    if (!settled(move)) continue;
    // Whatever was moved on or removed since is settled where it is now, and nowhere else.
    remove_if_same(move.from->durable_entries, move.name, move.inode);
    if (names(move.to->entries, move.new_name, move.inode)) {
      move.to->durable_entries.insert_or_assign(move.new_name, move.inode);
    }
  }
  std::erase_if(moves_, settled);
}

int MemoryDisk::append(MemoryInode& file, std::string_view octets) {
  const bool fits = octets.size() <= free_octets;
  if (!fits) octets = octets.substr(0, static_cast<std::size_t>(free_octets));
  file.octets += octets;
  file.modified = std::chrono::system_clock::now();
  free_octets -= octets.size();
  return fits ? 0 : ENOSPC;
}

void MemoryDisk::put(std::string_view path, std::shared_ptr<MemoryInode> inode) {
  const std::vector<std::string> components = components_of(path);
  if (components.empty()) return;  // "/" is there
  std::shared_ptr<MemoryInode> folder = root;
  for (std::size_t level = 0; level + 1 < components.size(); ++level) {
    auto& next = folder->entries[components[level]];
    if (next == nullptr) {
      next = std::make_shared<MemoryInode>();
      next->kind = FileKind::kFolder;
      next->mode = 0755;
      folder->durable_entries[components[level]] = next;
    }
    folder = next;
  }
  inode->durable_octets = inode->octets;
  folder->entries[components.back()] = inode;
  folder->durable_entries[components.back()] = std::move(inode);
}

std::shared_ptr<MemoryDisk> MemoryDisk::after(Survival survival) const {
  InodeCopies copies(survival);
  auto disk = std::make_shared<MemoryDisk>();
  disk->free_octets = free_octets;
  disk->root = copies.of(root);
  if (survival == Survival::kEverything) {
    for (const MemoryMove& move : moves_) {
      disk->moves_.push_back({copies.of(move.inode), copies.of(move.from), move.name,
                              copies.of(move.to), move.new_name});
    }
  }
  if (survival != Survival::kSyncedOnly) return disk;
  // A move that is not durable has not happened: the file is where it was, if that folder survived.
  for (const MemoryMove& move : moves_) {
    const auto from = copies.made_of(move.from.get());
    if (from == nullptr || copies.made_of(move.inode.get()) != nullptr) continue;
    add_durably(*from, move.name, copies.of(move.inode));
  }
  return disk;
}

}  // namespace mailbox
