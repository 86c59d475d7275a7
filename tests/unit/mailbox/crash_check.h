// crash_check.h: pulls the plug after every operation of some deliveries, in every way of
// surviving, and finds what broke a promise.
//
// Shape       a Delivering is one delivery of a known mail by a procedure under test;
//             crash_findings runs several one after the other, recorded, and looks at what each
//             crash would leave
// Invariants  what a reader sees in new/ is always one whole mail that was sent; a mail whose
//             success was reported is there, once; after the crash the next delivery succeeds, and
//             what it reported survives a power cut, too
#pragma once

#include "mailbox/recording_filesystem.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace mailbox {

struct Delivering {
  std::string expected;                      // the file that is to be in new/
  std::function<bool(Filesystem&)> deliver;  // true: reports success
};

struct CrashTrial {
  MemoryFilesystem start;
  std::string new_path;  // absolute
  std::vector<Delivering> deliveries;
  Delivering afterwards;  // made on what the crash has left
  // Told to the disk before the deliveries begin: the procedure meets a failure, then the crash.
  std::vector<InjectedFailure> failures;
};

// What a crash left, judged. Empty: nothing to find fault with.
inline std::vector<std::string> judge(const MemoryFilesystem& left, const std::string& new_path,
                                      const std::vector<std::string>& sent,
                                      const std::vector<std::string>& reported) {
  std::vector<std::string> findings;
  std::vector<std::string> visible;
  for (const std::string& name : left.names_in(new_path)) {
    visible.push_back(left.octets_of(fmt::format("{}/{}", new_path, name)).value_or("no file"));
  }
  for (const std::string& octets : visible) {
    if (std::find(sent.begin(), sent.end(), octets) == sent.end()) findings.push_back("torn");
  }
  for (const std::string& mail : reported) {
    const auto copies = std::count(visible.begin(), visible.end(), mail);
    if (copies == 0) findings.push_back("lost");
    if (copies > 1) findings.push_back("twice");
  }
  return findings;
}

// Each finding as "lost after 12 operations, power cut".
inline std::vector<std::string> crash_findings(CrashTrial& trial) {
  constexpr std::pair<Survival, const char*> kSurvivals[] = {
      {Survival::kEverything, "process killed"},
      {Survival::kSyncedOnly, "power cut"},
      {Survival::kEntriesWithoutData, "power cut, entries first"}};
  MemoryFilesystem disk = trial.start.after(Survival::kEverything);
  RecordingFilesystem recording(disk, trial.start);
  for (const InjectedFailure& failure : trial.failures) disk.inject(failure);

  std::vector<std::string> sent;
  std::vector<std::pair<std::string, std::size_t>> reported;  // the mail; after how many operations
  for (const Delivering& delivering : trial.deliveries) {
    sent.push_back(delivering.expected);
    if (delivering.deliver(recording)) {
      reported.emplace_back(delivering.expected, recording.operations().size());
    }
  }

  std::vector<std::string> findings;
  for (std::size_t prefix = 0; prefix <= recording.operations().size(); ++prefix) {
    std::vector<std::string> owed;
    for (const auto& [mail, when] : reported) {
      if (when <= prefix) owed.push_back(mail);
    }
    for (const auto& [survival, words] : kSurvivals) {
      const auto note = [&](const std::string& what) {
        findings.push_back(fmt::format("{} after {} operations, {}", what, prefix, words));
      };
      MemoryFilesystem left = recording.replay(prefix, survival);
      for (const auto& what : judge(left, trial.new_path, sent, owed)) note(what);
      if (!trial.afterwards.deliver(left)) {
        note("no delivery");
        continue;
      }
      auto all_sent = sent;
      all_sent.push_back(trial.afterwards.expected);
      auto all_owed = owed;
      all_owed.push_back(trial.afterwards.expected);
      const MemoryFilesystem later = left.after(Survival::kSyncedOnly);
      for (const auto& what : judge(later, trial.new_path, all_sent, all_owed)) {
        note("afterwards " + what);
      }
    }
  }
  return findings;
}

}  // namespace mailbox
