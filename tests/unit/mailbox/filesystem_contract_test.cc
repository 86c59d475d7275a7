// What filesystem.h promises, asked of every implementation.
#include "mailbox/filesystem.h"
#include "mailbox/memory_filesystem.h"
#include "mailbox/posix_filesystem.h"
#include "mailbox/recording_filesystem.h"
#include "tests/unit/mailbox/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace mailbox {
namespace {

// Each place has a Filesystem, an empty root folder in it, and ways to put there what the seam
// cannot.
class PosixPlace {
 public:
  Filesystem& filesystem() { return filesystem_; }
  std::string root() const { return folder_.path(); }
  void put_symbolic_link(const std::string& name, const std::string& target) {
    ASSERT_EQ(::symlink(target.c_str(), (root() + "/" + name).c_str()), 0);
  }
  void put_fifo(const std::string& name) {
    ASSERT_EQ(::mkfifo((root() + "/" + name).c_str(), 0600), 0);
  }

 private:
  TemporaryFolder folder_;
  PosixFilesystem filesystem_;
};

class MemoryPlace {
 public:
  MemoryPlace() { filesystem_.put_folder("/root", 0700); }
  Filesystem& filesystem() { return filesystem_; }
  std::string root() const { return "/root"; }
  void put_symbolic_link(const std::string& name, const std::string&) {
    filesystem_.put_symbolic_link("/root/" + name);
  }
  void put_fifo(const std::string& name) { filesystem_.put_other("/root/" + name); }

 private:
  MemoryFilesystem filesystem_;
};

class RecordingPlace : public PosixPlace {
 public:
  Filesystem& filesystem() { return recording_; }

 private:
  RecordingFilesystem recording_{PosixPlace::filesystem(), MemoryFilesystem()};
};

template <class Place>
class FilesystemContractTest : public testing::Test {
 protected:
  FilesystemContractTest() {
    auto opened = place_.filesystem().open_root(place_.root());
    EXPECT_TRUE(opened && *opened != nullptr);
    root_ = std::move(*opened);
  }

  void make_folder(Folder& parent, std::string_view name) {
    const auto made = parent.create_folder(name, 0700);
    ASSERT_TRUE(made) << made.error().text;
    ASSERT_TRUE(*made);
  }

  std::unique_ptr<Folder> made_folder(std::string_view name) {
    make_folder(*root_, name);
    auto opened = root_->open_folder(name);
    EXPECT_TRUE(opened) << opened.error().text;
    return std::move(*opened);
  }

  void make_file(Folder& folder, std::string_view name, std::string_view octets) {
    auto file = folder.create_file(name, 0600);
    ASSERT_TRUE(file && *file != nullptr);
    ASSERT_TRUE((*file)->write(octets));
    ASSERT_TRUE((*file)->close());
  }

  std::string octets_of(Folder& folder, std::string_view name) {
    auto file = folder.open_file(name);
    if (!file) return "error: " + file.error().text;
    if (*file == nullptr) return "none";
    std::string octets(1 << 21, '\0');
    const auto size = (*file)->read_at(0, octets.data(), octets.size());
    if (!size) return "error: " + size.error().text;
    octets.resize(*size);
    return octets;
  }

  std::vector<std::string> names_in(Folder& folder) {
    auto names = folder.list();
    EXPECT_TRUE(names);
    std::sort(names->begin(), names->end());
    return *names;
  }

  Place place_;
  std::unique_ptr<Folder> root_;
};

template <class T>
std::string status_of(const Result<T>& result) {
  return result ? "success" : to_string(result.error().status);
}

using Places = testing::Types<PosixPlace, MemoryPlace, RecordingPlace>;
TYPED_TEST_SUITE(FilesystemContractTest, Places);

TYPED_TEST(FilesystemContractTest, GivesNullForAMissingRoot) {
  const auto opened = this->place_.filesystem().open_root(this->place_.root() + "/missing");
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(*opened, nullptr);
}

TYPED_TEST(FilesystemContractTest, RefusesARootThatIsAFile) {
  this->make_file(*this->root_, "file", "x");
  EXPECT_EQ(status_of(this->place_.filesystem().open_root(this->place_.root() + "/file")), "4.3.5");
}

TYPED_TEST(FilesystemContractTest, RefusesARelativeRoot) {
  EXPECT_EQ(status_of(this->place_.filesystem().open_root("mail")), "4.3.5");
  EXPECT_EQ(status_of(this->place_.filesystem().open_root("")), "4.3.5");
  EXPECT_EQ(status_of(this->place_.filesystem().create_unnamed("spool")), "4.3.5");
}

TYPED_TEST(FilesystemContractTest, KnowsWhereItIs) {
  EXPECT_EQ(this->root_->path(), this->place_.root());
  EXPECT_EQ(this->made_folder("mail")->path(), this->place_.root() + "/mail");
}

TYPED_TEST(FilesystemContractTest, KeepsEveryOctet) {
  std::string octets;
  for (int octet = 0; octet < 256; ++octet) octets += static_cast<char>(octet);
  octets += std::string(1 << 20, 'x');
  this->make_file(*this->root_, "file", octets);
  EXPECT_TRUE(this->octets_of(*this->root_, "file") == octets);
}

TYPED_TEST(FilesystemContractTest, AppendsWithEachWrite) {
  auto file = this->root_->create_file("file", 0600);
  ASSERT_TRUE(file);
  for (const char* piece : {"one ", "", "two"}) ASSERT_TRUE((*file)->write(piece));
  ASSERT_TRUE((*file)->sync());
  ASSERT_TRUE((*file)->close());
  ASSERT_TRUE((*file)->close()) << "closing again does nothing";
  EXPECT_EQ(this->octets_of(*this->root_, "file"), "one two");
}

TYPED_TEST(FilesystemContractTest, ReadsFewerOctetsOnlyAtTheEnd) {
  this->make_file(*this->root_, "file", "abcdef");
  auto file = this->root_->open_file("file");
  ASSERT_TRUE(file);
  char buffer[4] = {};
  EXPECT_EQ(*(*file)->read_at(1, buffer, 4), 4u);
  EXPECT_EQ(std::string(buffer, 4), "bcde");
  EXPECT_EQ(*(*file)->read_at(4, buffer, 4), 2u);
  EXPECT_EQ(*(*file)->read_at(6, buffer, 4), 0u);
  EXPECT_EQ(*(*file)->read_at(99, buffer, 4), 0u);
}

TYPED_TEST(FilesystemContractTest, NeverTakesANameThatIsThere) {
  this->make_file(*this->root_, "file", "first");
  this->make_folder(*this->root_, "folder");
  this->place_.put_symbolic_link("link", "nowhere");
  for (const char* name : {"file", "folder", "link"}) {
    auto file = this->root_->create_file(name, 0600);
    ASSERT_TRUE(file) << file.error().text;
    EXPECT_EQ(*file, nullptr) << name;
    const auto made = this->root_->create_folder(name, 0700);
    ASSERT_TRUE(made) << made.error().text;
    EXPECT_FALSE(*made) << name;
  }
  EXPECT_EQ(this->octets_of(*this->root_, "file"), "first");
  EXPECT_EQ((*this->root_->facts("nowhere")).links, 0u) << "made through the link";
}

TYPED_TEST(FilesystemContractTest, RefusesNamesThatLeadElsewhere) {
  const auto other = this->made_folder("other");
  this->make_file(*this->root_, "file", "x");
  const std::string_view names[] = {"",    ".",       "..",   "/",
                                    "a/b", "other/x", "/etc", std::string_view("a\0b", 3)};
  for (const std::string_view name : names) {
    EXPECT_EQ(status_of(this->root_->create_file(name, 0600)), "4.3.5") << name;
    EXPECT_EQ(status_of(this->root_->create_folder(name, 0700)), "4.3.5") << name;
    EXPECT_EQ(status_of(this->root_->remove_file(name)), "4.3.5") << name;
    EXPECT_EQ(status_of(this->root_->publish(name, *other, "x")), "4.3.5") << name;
    EXPECT_EQ(status_of(this->root_->publish("file", *other, name)), "4.3.5") << name;
  }
  EXPECT_EQ(this->names_in(*this->root_), (std::vector<std::string>{"file", "other"}));
  EXPECT_TRUE(this->names_in(*other).empty());
}

TYPED_TEST(FilesystemContractTest, RefusesPathsThatCouldLeaveTheFolder) {
  this->make_folder(*this->root_, "a");
  const std::string_view paths[] = {"",
                                    ".",
                                    "..",
                                    "/",
                                    "/a",
                                    "a/",
                                    "a//b",
                                    "./a",
                                    "a/..",
                                    "a/.",
                                    "../a",
                                    "a/../a",
                                    std::string_view("a\0", 2)};
  for (const std::string_view path : paths) {
    EXPECT_EQ(status_of(this->root_->open_folder(path)), "4.3.5") << path;
    EXPECT_EQ(status_of(this->root_->open_file(path)), "4.3.5") << path;
    EXPECT_EQ(status_of(this->root_->facts(path)), "4.3.5") << path;
  }
}

TYPED_TEST(FilesystemContractTest, OpensFoldersBelow) {
  const auto a = this->made_folder("a");
  this->make_folder(*a, "b");
  auto opened = this->root_->open_folder("a/b");
  ASSERT_TRUE(opened) << opened.error().text;
  this->make_file(**opened, "file", "deep");
  EXPECT_EQ(this->octets_of(*this->root_, "a/b/file"), "deep");
  EXPECT_EQ((*this->root_->facts("a/b/file")).octets, 4u);
}

TYPED_TEST(FilesystemContractTest, GivesNullForWhatIsMissing) {
  for (const char* path : {"missing", "missing/too"}) {
    const auto folder = this->root_->open_folder(path);
    ASSERT_TRUE(folder) << folder.error().text;
    EXPECT_EQ(*folder, nullptr);
    const auto file = this->root_->open_file(path);
    ASSERT_TRUE(file) << file.error().text;
    EXPECT_EQ(*file, nullptr);
    const auto facts = this->root_->facts(path);
    ASSERT_TRUE(facts) << facts.error().text;
    EXPECT_EQ(facts->links, 0u);
  }
  const auto removed = this->root_->remove_file("missing");
  ASSERT_TRUE(removed);
  EXPECT_FALSE(*removed);
}

TYPED_TEST(FilesystemContractTest, FollowsNoLink) {
  const auto real = this->made_folder("real");
  this->make_file(*real, "file", "secret");
  this->place_.put_symbolic_link("link", "real");
  this->place_.put_symbolic_link("filelink", "real/file");
  EXPECT_EQ(status_of(this->root_->open_folder("link")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_folder("link/x")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_file("link/file")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_file("filelink")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->facts("link/file")), "4.3.5");
}

TYPED_TEST(FilesystemContractTest, RefusesAFileInAFoldersPlace) {
  this->make_file(*this->root_, "file", "x");
  EXPECT_EQ(status_of(this->root_->open_folder("file")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_folder("file/below")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_file("file/below")), "4.3.5");
}

TYPED_TEST(FilesystemContractTest, ReadsRegularFilesOnlyAndNeverWaitsForAFifo) {
  this->make_folder(*this->root_, "folder");
  this->place_.put_fifo("fifo");
  EXPECT_EQ(status_of(this->root_->open_file("folder")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_file("fifo")), "4.3.5");
  EXPECT_EQ(status_of(this->root_->open_folder("fifo")), "4.3.5");
}

TYPED_TEST(FilesystemContractTest, TellsTheFactsWithoutFollowingLinks) {
  this->make_file(*this->root_, "file", "12345");
  this->make_folder(*this->root_, "folder");
  this->place_.put_symbolic_link("link", "file");
  this->place_.put_fifo("fifo");
  const FileFacts file = *this->root_->facts("file");
  EXPECT_EQ(file.kind, FileKind::kRegular);
  EXPECT_EQ(file.octets, 5u);
  EXPECT_EQ(file.links, 1u);
  EXPECT_EQ(file.mode, 0600u);
  EXPECT_GT(file.modified.time_since_epoch().count(), 0);
  EXPECT_EQ((*this->root_->facts("folder")).kind, FileKind::kFolder);
  EXPECT_EQ((*this->root_->facts("link")).kind, FileKind::kSymbolicLink);
  EXPECT_EQ((*this->root_->facts("fifo")).kind, FileKind::kOther);
}

TYPED_TEST(FilesystemContractTest, MovesWhatItPublishes) {
  const auto tmp = this->made_folder("tmp");
  const auto arrived = this->made_folder("new");
  this->make_file(*tmp, "a", "octets");
  const auto published = tmp->publish("a", *arrived, "b");
  ASSERT_TRUE(published) << published.error().text;
  EXPECT_TRUE(*published);
  EXPECT_TRUE(this->names_in(*tmp).empty());
  EXPECT_EQ(this->octets_of(*arrived, "b"), "octets");
  EXPECT_EQ((*arrived->facts("b")).links, 1u);
}

TYPED_TEST(FilesystemContractTest, NeverPublishesOverAnEntry) {
  const auto tmp = this->made_folder("tmp");
  const auto arrived = this->made_folder("new");
  this->make_file(*tmp, "a", "late");
  this->make_file(*arrived, "a", "early");
  this->make_folder(*arrived, "folder");
  for (const char* name : {"a", "folder"}) {
    const auto published = tmp->publish("a", *arrived, name);
    ASSERT_TRUE(published) << published.error().text;
    EXPECT_FALSE(*published) << name;
  }
  EXPECT_EQ(this->octets_of(*tmp, "a"), "late");
  EXPECT_EQ(this->octets_of(*arrived, "a"), "early");
}

TYPED_TEST(FilesystemContractTest, FailsToPublishWhatIsNotThere) {
  const auto arrived = this->made_folder("new");
  EXPECT_EQ(status_of(this->root_->publish("missing", *arrived, "x")), "4.3.0");
}

TYPED_TEST(FilesystemContractTest, PublishesOnlyWithinOneFilesystem) {
  MemoryFilesystem foreign;
  const auto target = foreign.open_root("/");
  ASSERT_TRUE(target);
  this->make_file(*this->root_, "file", "x");
  EXPECT_EQ(status_of(this->root_->publish("file", **target, "file")), "4.3.0");
}

TYPED_TEST(FilesystemContractTest, RemovesFilesAndNothingElse) {
  this->make_file(*this->root_, "file", "x");
  this->make_folder(*this->root_, "folder");
  EXPECT_TRUE(*this->root_->remove_file("file"));
  EXPECT_EQ(status_of(this->root_->remove_file("folder")), "4.3.0");
  EXPECT_EQ(this->names_in(*this->root_), std::vector<std::string>{"folder"});
}

TYPED_TEST(FilesystemContractTest, ListsTwiceTheSame) {
  for (const char* name : {"a", "b", ".c"}) this->make_file(*this->root_, name, "");
  EXPECT_EQ(this->names_in(*this->root_), (std::vector<std::string>{".c", "a", "b"}));
  EXPECT_EQ(this->names_in(*this->root_), (std::vector<std::string>{".c", "a", "b"}));
}

TYPED_TEST(FilesystemContractTest, FailsForNamesThatAreTooLong) {
  const std::string name(256, 'n');
  EXPECT_EQ(status_of(this->root_->create_file(name, 0600)), "4.3.0");
  EXPECT_EQ(status_of(this->root_->create_folder(name, 0700)), "4.3.0");
  EXPECT_TRUE(this->names_in(*this->root_).empty());
}

TYPED_TEST(FilesystemContractTest, HasUnnamedFilesToWriteAndRead) {
  auto file = this->place_.filesystem().create_unnamed(this->place_.root());
  ASSERT_TRUE(file) << file.error().text;
  ASSERT_TRUE((*file)->write("spooled octets"));
  char buffer[6] = {};
  EXPECT_EQ(*(*file)->read_at(8, buffer, 6), 6u);
  EXPECT_EQ(std::string(buffer, 6), "octets");
  EXPECT_TRUE(this->names_in(*this->root_).empty());
}

TYPED_TEST(FilesystemContractTest, FailsToMakeUnnamedFilesInAMissingFolder) {
  EXPECT_EQ(status_of(this->place_.filesystem().create_unnamed(this->place_.root() + "/missing")),
            "4.3.0");
}

TYPED_TEST(FilesystemContractTest, SyncsFoldersAndTellsFreeSpace) {
  EXPECT_EQ(status_of(this->root_->sync()), "success");
  const auto free_octets = this->root_->free_octets();
  ASSERT_TRUE(free_octets);
  EXPECT_GT(*free_octets, 0u);
}

TYPED_TEST(FilesystemContractTest, NamesThePathInItsErrors) {
  this->make_file(*this->root_, "file", "x");
  const auto opened = this->root_->open_folder("file");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().text,
            "open " + this->place_.root() + "/file: Not a directory (ENOTDIR)");
}

}  // namespace
}  // namespace mailbox
