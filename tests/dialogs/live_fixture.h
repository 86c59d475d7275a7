// live_fixture.h: the site of fixture.h as a folder made by mailboxctl, to be copied for each
// server.
//
// Owns        the folder, which goes with it
// Errors      exceptions, with what mailboxctl said
#pragma once

#include "dialogs/live_certificate.h"

#include <string>
#include <string_view>
#include <vector>

namespace dialogs {

enum class Passwords {
  kUnset,
  kSet  // each costs a hash, which is slow on purpose
};

class LiveFixture {
 public:
  explicit LiveFixture(Passwords passwords = Passwords::kUnset);
  LiveFixture(const LiveFixture&) = delete;
  LiveFixture& operator=(const LiveFixture&) = delete;
  ~LiveFixture();

  [[nodiscard]] const std::string& root() const { return root_; }
  [[nodiscard]] const CertificateFiles& certificate() const { return certificate_; }

 private:
  void mailboxctl(const std::vector<std::string>& words,
                  const std::string& input = "/dev/null") const;
  void set_password(std::string_view address, std::string_view password) const;

  std::string folder_;
  std::string root_;  // in it: what the programs' --root is to be a copy of
  CertificateFiles certificate_;
};

// A new folder below the system's folder for temporary files.
[[nodiscard]] std::string make_temporary_folder();

// Where the fixture's mailboxes lie below the mail root.
[[nodiscard]] std::string maildir_of(std::string_view address);

}  // namespace dialogs
