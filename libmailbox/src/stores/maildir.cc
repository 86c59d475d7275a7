#include "mailbox/maildir.h"

#include "filesystem/entry_name.h"
#include "stores/maildir_layout.h"
#include "stores/maildir_name.h"

#include <fmt/format.h>

#include <utility>

namespace mailbox {

namespace {

constexpr std::uint32_t kFileMode = 0600;
// A taken name means that another host or container calls itself as we do. Ten in a row is
// something else.
constexpr int kNameTries = 10;

struct MaildirPlace {
  Folder& root;
  std::string path;  // of the Maildir or its Maildir++ folder, relative to root
  std::string host_name;
  const Clock& clock;
};

tl::unexpected<Error> no_free_name(const Folder& folder) {
  return failure(status::kSystemFault,
                 fmt::format("{}: {} new names in a row were taken; do two hosts have one name?",
                             folder.path(), kNameTries));
}

Result<MaildirParts> complete_parts(const MaildirPlace& place) {
  auto parts = open_maildir_parts(place.root, place.path);
  if (parts && !parts->complete()) {
    return failure(status::kSystemFault, fmt::format("open {}: tmp or new has gone",
                                                     join_path(place.root.path(), place.path)));
  }
  return parts;
}

// Why no descriptor is held: a message for a list of a thousand mailboxes is staged in all of them
// before it is published in the first.
class MaildirMail final : public StagedMail {
 public:
  MaildirMail(MaildirPlace place, std::string name, MaildirSize size)
      : place_(std::move(place)), name_(std::move(name)), size_(size) {}
  ~MaildirMail() override;

  [[nodiscard]] Result<Stored> publish() override;
  [[nodiscard]] Result<bool> withdraw() override;

 private:
  [[nodiscard]] Result<void> move(MaildirParts& parts);

  MaildirPlace place_;
  std::string name_;  // in tmp/, after move() in new/
  MaildirSize size_;
  bool in_tmp_ = true;
};

MaildirMail::~MaildirMail() {
  if (!in_tmp_) return;
  auto temporary = place_.root.open_folder(join_path(place_.path, "tmp"));
  if (temporary && *temporary != nullptr) (void)(*temporary)->remove_file(name_);
}

Result<void> MaildirMail::move(MaildirParts& parts) {
  std::string new_name = name_;
  for (int tries = 0; tries < kNameTries; ++tries) {
    auto moved = parts.temporary->publish(name_, *parts.arrived, new_name);
    if (!moved) return failure_of(moved);
    if (*moved) {
      in_tmp_ = false;
      name_ = std::move(new_name);
      return {};
    }
    new_name = make_maildir_name(place_.clock, place_.host_name, size_);
  }
  return no_free_name(*parts.arrived);
}

Result<Stored> MaildirMail::publish() {
  auto parts = complete_parts(place_);
  if (!parts) return failure_of(parts);
  if (auto moved = move(*parts); !moved) return failure_of(moved);
  if (auto synced = parts->arrived->sync(); !synced) {
    // It will be sent again: better no copy of it than two.
    (void)parts->arrived->remove_file(name_);
    return failure_of(synced);
  }
  return Stored{join_path(parts->arrived->path(), name_), size_.octets};
}

Result<bool> MaildirMail::withdraw() {
  auto arrived = place_.root.open_folder(join_path(place_.path, "new"));
  if (!arrived) return failure_of(arrived);
  if (*arrived == nullptr) return false;
  auto removed = (*arrived)->remove_file(name_);
  if (!removed || !*removed) return removed;
  if (auto synced = (*arrived)->sync(); !synced) return failure_of(synced);
  return true;
}

Result<void> write_mail(File& file, std::string_view header, const Message& message) {
  if (auto written = file.write(header); !written) return written;
  if (auto written = message.write_to(file); !written) return written;
  if (auto synced = file.sync(); !synced) return synced;
  return file.close();
}

Result<MaildirParts> open_or_make_parts(const MaildirPlace& place, std::string_view relative,
                                        std::string_view folder) {
  auto parts = open_maildir_parts(place.root, place.path);
  if (!parts || parts->complete()) return parts;
  if (auto made = make_maildir(place.root, relative, folder); !made) return failure_of(made);
  return complete_parts(place);
}

}  // namespace

Maildir::Maildir(Folder& root, std::string relative, std::string folder, std::string host_name,
                 const Clock& clock)
    : root_(root),
      relative_(std::move(relative)),
      folder_(std::move(folder)),
      host_name_(std::move(host_name)),
      clock_(clock) {}

Result<std::unique_ptr<StagedMail>> Maildir::stage(const Trace& trace, const Message& message) {
  MaildirPlace place{root_, folder_.empty() ? relative_ : fmt::format("{}/.{}", relative_, folder_),
                     host_name_, clock_};
  auto parts = open_or_make_parts(place, relative_, folder_);
  if (!parts) return failure_of(parts);

  const std::string header = to_header(trace);
  MaildirSize size = maildir_size_of(header);
  size.octets += message.octets();
  size.octets_crlf += message.octets_crlf();
  for (int tries = 0; tries < kNameTries; ++tries) {
    std::string name = make_maildir_name(clock_, host_name_, size);
    auto file = parts->temporary->create_file(name, kFileMode);
    if (!file) return failure_of(file);
    if (*file == nullptr) continue;
    if (auto written = write_mail(**file, header, message); !written) {
      (void)parts->temporary->remove_file(name);
      return failure_of(written);
    }
    return std::make_unique<MaildirMail>(std::move(place), std::move(name), size);
  }
  return no_free_name(*parts->temporary);
}

}  // namespace mailbox
