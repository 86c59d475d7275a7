#include "mailbox/recording_filesystem.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace mailbox {
namespace {

class RecordingFilesystemTest : public testing::Test {
 protected:
  RecordingFilesystemTest() {
    disk_.put_folder("/mail/tmp");
    disk_.put_folder("/mail/new");
  }

  std::vector<std::string> printed() const {
    std::vector<std::string> lines;
    for (const FileOperation& operation : recording_->operations()) {
      lines.push_back(to_string(operation));
    }
    return lines;
  }

  // Starts to record what the disk holds now, and opens its folders.
  void start() {
    recording_ = std::make_unique<RecordingFilesystem>(disk_, disk_);
    root_ = std::move(*recording_->open_root("/mail"));
    tmp_ = std::move(*root_->open_folder("tmp"));
    arrived_ = std::move(*root_->open_folder("new"));
  }

  MemoryFilesystem disk_;
  std::unique_ptr<RecordingFilesystem> recording_;
  std::unique_ptr<Folder> root_;
  std::unique_ptr<Folder> tmp_;
  std::unique_ptr<Folder> arrived_;
};

TEST_F(RecordingFilesystemTest, WritesDownEveryOperationInOrder) {
  start();
  auto file = tmp_->create_file("a", 0600);
  EXPECT_TRUE((*file)->write("octets"));
  EXPECT_TRUE((*file)->sync());
  EXPECT_TRUE((*file)->close());
  EXPECT_TRUE(tmp_->publish("a", *arrived_, "b"));
  EXPECT_TRUE(arrived_->sync());
  EXPECT_TRUE(root_->create_folder("cur", 0700));
  EXPECT_TRUE(root_->list());
  EXPECT_TRUE(root_->facts("cur"));
  EXPECT_TRUE(root_->free_octets());
  EXPECT_TRUE(arrived_->remove_file("b"));
  EXPECT_TRUE(recording_->create_unnamed("/mail"));
  EXPECT_EQ(
      printed(),
      (std::vector<std::string>{
          "open_root /mail", "open_folder /mail/tmp", "open_folder /mail/new",
          "create_file /mail/tmp/a 0600", "write /mail/tmp/a 6 octets", "sync_file /mail/tmp/a",
          "close_file /mail/tmp/a", "publish /mail/tmp/a -> /mail/new/b", "sync_folder /mail/new",
          "create_folder /mail/cur 0700", "list /mail", "facts /mail/cur", "free_octets /mail",
          "remove_file /mail/new/b", "create_unnamed /mail/(unnamed)"}));
}

TEST_F(RecordingFilesystemTest, WritesDownHowItEnded) {
  disk_.put_file("/mail/tmp/a", "octets");
  disk_.put_file("/mail/new/a", "others");
  start();
  disk_.inject({.error_number = EIO, .pass = 0, .kind = FileOperationKind::kSyncFolder});
  EXPECT_TRUE(root_->open_folder("missing"));
  EXPECT_TRUE(root_->open_file("missing"));
  EXPECT_TRUE(root_->facts("missing"));
  EXPECT_TRUE(tmp_->create_file("a", 0600));
  EXPECT_TRUE(tmp_->publish("a", *arrived_, "a"));
  EXPECT_TRUE(tmp_->remove_file("b"));
  EXPECT_FALSE(tmp_->sync());
  const auto lines = printed();
  EXPECT_EQ(std::vector<std::string>(lines.begin() + 3, lines.end()),
            (std::vector<std::string>{
                "open_folder /mail/missing: nothing", "open_file /mail/missing: nothing",
                "facts /mail/missing: nothing", "create_file /mail/tmp/a 0600: nothing",
                "publish /mail/tmp/a -> /mail/new/a: nothing", "remove_file /mail/tmp/b: nothing",
                "sync_folder /mail/tmp: failed"}));
}

TEST_F(RecordingFilesystemTest, KnowsAFileByItsNumberWhenItsNameHasChanged) {
  start();
  auto first = tmp_->create_file("a", 0600);
  ASSERT_TRUE(*tmp_->publish("a", *arrived_, "a"));
  auto second = tmp_->create_file("a", 0600);
  ASSERT_TRUE((*first)->write("first"));
  ASSERT_TRUE((*second)->write("second"));
  const auto operations = recording_->operations();
  EXPECT_NE(operations[operations.size() - 2].file, operations.back().file);
  const MemoryFilesystem killed = recording_->replay(operations.size(), Survival::kEverything);
  EXPECT_EQ(killed.octets_of("/mail/new/a"), "first");
  EXPECT_EQ(killed.octets_of("/mail/tmp/a"), "second");
}

TEST_F(RecordingFilesystemTest, SaysWhatACrashAfterAnyOperationLeaves) {
  start();
  auto file = tmp_->create_file("a", 0600);         // 4
  ASSERT_TRUE((*file)->write("octets"));            // 5
  ASSERT_TRUE((*file)->sync());                     // 6
  ASSERT_TRUE(tmp_->publish("a", *arrived_, "a"));  // 7
  ASSERT_TRUE(arrived_->sync());                    // 8
  const auto left = [&](std::size_t prefix, Survival survival, const std::string& path) {
    return recording_->replay(prefix, survival).octets_of(path).value_or("none");
  };
  EXPECT_EQ(left(3, Survival::kEverything, "/mail/tmp/a"), "none");
  EXPECT_EQ(left(4, Survival::kEverything, "/mail/tmp/a"), "");
  EXPECT_EQ(left(5, Survival::kEverything, "/mail/tmp/a"), "octets");
  EXPECT_EQ(left(5, Survival::kEntriesWithoutData, "/mail/tmp/a"), "");
  EXPECT_EQ(left(6, Survival::kSyncedOnly, "/mail/tmp/a"), "none");
  EXPECT_EQ(left(7, Survival::kSyncedOnly, "/mail/tmp/a"), "octets");
  EXPECT_EQ(left(7, Survival::kSyncedOnly, "/mail/new/a"), "none");
  EXPECT_EQ(left(7, Survival::kEverything, "/mail/new/a"), "octets");
  EXPECT_EQ(left(8, Survival::kSyncedOnly, "/mail/new/a"), "octets");
  EXPECT_EQ(left(99, Survival::kSyncedOnly, "/mail/new/a"), "octets");
}

TEST_F(RecordingFilesystemTest, ReplaysAFailedSyncAsFinal) {
  start();
  auto file = tmp_->create_file("a", 0600);
  ASSERT_TRUE((*file)->write("octets"));
  disk_.inject({.error_number = EIO, .pass = 0, .kind = FileOperationKind::kSyncFile});
  EXPECT_FALSE((*file)->sync());
  EXPECT_TRUE((*file)->sync());
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(recording_->replay(99, Survival::kSyncedOnly).octets_of("/mail/tmp/a"), "");
}

TEST_F(RecordingFilesystemTest, StartsFromWhatWasThere) {
  disk_.put_file("/mail/new/old", "old mail");
  start();
  ASSERT_TRUE(*arrived_->remove_file("old"));
  EXPECT_EQ(recording_->replay(3, Survival::kEverything).octets_of("/mail/new/old"), "old mail");
  EXPECT_EQ(recording_->replay(4, Survival::kEverything).octets_of("/mail/new/old"), std::nullopt);
  EXPECT_EQ(recording_->replay(4, Survival::kSyncedOnly).octets_of("/mail/new/old"), "old mail");
}

}  // namespace
}  // namespace mailbox
