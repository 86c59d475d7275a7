// gate.h: a mail root with a part in which every delivery stands still until the test lets it go.
//
// Shape       GatedFilesystem hands out another Filesystem's root folders; whoever opens a folder
//             below `slow.example` in one waits at the Gate
// Threads     all methods may run concurrently
#pragma once

#include "mailbox/filesystem.h"

#include <condition_variable>
#include <mutex>

namespace lmtp::testing {

class Gate {
 public:
  void open();
  void close();
  void pass();                           // waits until it is open
  void wait_for_arrivals(int arrivals);  // so many have come to it so far

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  int arrivals_ = 0;
};

class GatedFilesystem final : public mailbox::Filesystem {
 public:
  GatedFilesystem(mailbox::Filesystem& inner, Gate& gate) : inner_(inner), gate_(gate) {}
  mailbox::Result<std::unique_ptr<mailbox::Folder>> open_root(std::string_view path) override;
  mailbox::Result<std::unique_ptr<mailbox::File>> create_unnamed(std::string_view path) override;

 private:
  mailbox::Filesystem& inner_;
  Gate& gate_;
};

}  // namespace lmtp::testing
