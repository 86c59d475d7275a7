#include "mailbox/memory_filesystem.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <thread>

namespace mailbox {
namespace {

using Names = std::vector<std::string>;

class MemoryFilesystemTest : public testing::Test {
 protected:
  MemoryFilesystemTest() {
    disk_.put_folder("/tmp");
    disk_.put_folder("/new");
    tmp_ = open("/tmp");
    arrived_ = open("/new");
  }

  std::unique_ptr<Folder> open(const std::string& path) {
    auto opened = disk_.open_root(path);
    EXPECT_TRUE(opened && *opened != nullptr) << path;
    return std::move(*opened);
  }

  std::unique_ptr<File> create(Folder& folder, const std::string& name, std::string_view octets) {
    auto file = folder.create_file(name, 0600);
    EXPECT_TRUE(file && *file != nullptr) << name;
    EXPECT_TRUE((*file)->write(octets));
    return std::move(*file);
  }

  MemoryFilesystem after_power_cut() const { return disk_.after(Survival::kSyncedOnly); }

  MemoryFilesystem disk_;
  std::unique_ptr<Folder> tmp_;
  std::unique_ptr<Folder> arrived_;
};

TEST_F(MemoryFilesystemTest, LosesEntriesThatWereNotSynced) {
  ASSERT_TRUE(create(*tmp_, "a", "octets")->sync());
  EXPECT_EQ(after_power_cut().names_in("/tmp"), Names{});
  EXPECT_EQ(disk_.after(Survival::kEntriesWithoutData).octets_of("/tmp/a"), "octets");
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(after_power_cut().octets_of("/tmp/a"), "octets");
}

TEST_F(MemoryFilesystemTest, LosesOctetsThatWereNotSynced) {
  const auto file = create(*tmp_, "a", "first ");
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(file->write("second"));
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(after_power_cut().octets_of("/tmp/a"), "first ");
  EXPECT_EQ(disk_.after(Survival::kEntriesWithoutData).octets_of("/tmp/a"), "first ");
  EXPECT_EQ(disk_.after(Survival::kEverything).octets_of("/tmp/a"), "first second");
}

TEST_F(MemoryFilesystemTest, BringsBackWhatWasRemovedWithoutASync) {
  disk_.put_file("/tmp/a", "octets");
  ASSERT_TRUE(*tmp_->remove_file("a"));
  EXPECT_EQ(after_power_cut().octets_of("/tmp/a"), "octets");
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(after_power_cut().names_in("/tmp"), Names{});
}

TEST_F(MemoryFilesystemTest, FindsAMovedFileUnderItsOldNameUntilASync) {
  ASSERT_TRUE(create(*tmp_, "a", "octets")->sync());
  ASSERT_TRUE(*tmp_->publish("a", *arrived_, "b"));
  const MemoryFilesystem before = after_power_cut();
  EXPECT_EQ(before.octets_of("/tmp/a"), "octets");
  EXPECT_EQ(before.names_in("/new"), Names{});
  ASSERT_TRUE(arrived_->sync());
  const MemoryFilesystem later = after_power_cut();
  EXPECT_EQ(later.names_in("/tmp"), Names{});
  EXPECT_EQ(later.octets_of("/new/b"), "octets");
}

TEST_F(MemoryFilesystemTest, MakesBothSidesOfAMoveDurableAtOnce) {
  disk_.put_file("/tmp/a", "octets");
  ASSERT_TRUE(*tmp_->publish("a", *arrived_, "b"));
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(after_power_cut().names_in("/tmp"), Names{});
  EXPECT_EQ(after_power_cut().octets_of("/new/b"), "octets");
}

TEST_F(MemoryFilesystemTest, SettlesAFileThatWasMovedTwiceWhereItIs) {
  disk_.put_file("/tmp/a", "octets");
  disk_.put_folder("/cur");
  const auto current = open("/cur");
  ASSERT_TRUE(*tmp_->publish("a", *arrived_, "b"));
  ASSERT_TRUE(*arrived_->publish("b", *current, "c"));
  ASSERT_TRUE(current->sync());
  const MemoryFilesystem later = after_power_cut();
  EXPECT_EQ(later.names_in("/tmp"), Names{});
  EXPECT_EQ(later.names_in("/new"), Names{});
  EXPECT_EQ(later.names_in("/cur"), Names{"c"});
}

TEST_F(MemoryFilesystemTest, LosesAllThatIsBelowALostFolder) {
  ASSERT_TRUE(*tmp_->create_folder("deep", 0700));
  auto deep = tmp_->open_folder("deep");
  ASSERT_TRUE(create(**deep, "a", "octets")->sync());
  ASSERT_TRUE((*deep)->sync());
  EXPECT_EQ(after_power_cut().names_in("/tmp"), Names{});
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(after_power_cut().octets_of("/tmp/deep/a"), "octets");
}

TEST_F(MemoryFilesystemTest, RemembersWhatIsNotDurableWhenOnlyTheProcessDied) {
  ASSERT_TRUE(create(*tmp_, "a", "octets")->sync());
  ASSERT_TRUE(*tmp_->publish("a", *arrived_, "b"));
  const MemoryFilesystem killed = disk_.after(Survival::kEverything);
  EXPECT_EQ(killed.octets_of("/new/b"), "octets");
  EXPECT_EQ(killed.after(Survival::kSyncedOnly).octets_of("/tmp/a"), "octets");
  EXPECT_EQ(killed.after(Survival::kSyncedOnly).names_in("/new"), Names{});
}

TEST_F(MemoryFilesystemTest, TakesCopiesThatShareNothing) {
  const MemoryFilesystem copy = disk_.after(Survival::kEverything);
  create(*tmp_, "a", "octets");
  EXPECT_EQ(copy.names_in("/tmp"), Names{});
}

TEST_F(MemoryFilesystemTest, MeansNothingByASyncAfterAFailedOne) {
  const auto file = create(*tmp_, "a", "octets");
  disk_.inject({.error_number = EIO, .pass = 0, .kind = FileOperationKind::kSyncFile});
  EXPECT_FALSE(file->sync());
  EXPECT_TRUE(file->sync());
  ASSERT_TRUE(tmp_->sync());
  EXPECT_EQ(after_power_cut().octets_of("/tmp/a"), "");
}

TEST_F(MemoryFilesystemTest, FailsTheOperationItWasToldTo) {
  disk_.inject({.error_number = EMFILE, .pass = 1, .kind = FileOperationKind::kCreateFile});
  EXPECT_TRUE(tmp_->create_file("a", 0600));
  EXPECT_TRUE(tmp_->sync());
  const auto second = tmp_->create_file("b", 0600);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, "create /tmp/b: Too many open files (EMFILE)");
  EXPECT_TRUE(tmp_->create_file("c", 0600));
  EXPECT_EQ(disk_.names_in("/tmp"), (Names{"a", "c"}));
}

TEST_F(MemoryFilesystemTest, LeavesHalfOfAWriteThatFails) {
  disk_.inject({.error_number = ENOSPC, .pass = 0, .kind = FileOperationKind::kWrite});
  auto file = tmp_->create_file("a", 0600);
  EXPECT_FALSE((*file)->write("123456"));
  EXPECT_EQ(disk_.octets_of("/tmp/a"), "123");
}

TEST_F(MemoryFilesystemTest, GetsFull) {
  disk_.set_free_octets(8);
  const auto file = create(*tmp_, "a", "12345");
  EXPECT_EQ(*tmp_->free_octets(), 3u);
  const auto written = file->write("6789");
  ASSERT_FALSE(written);
  EXPECT_EQ(to_string(written.error().status), "4.3.1");
  EXPECT_EQ(disk_.octets_of("/tmp/a"), "12345678");
}

TEST_F(MemoryFilesystemTest, CountsOperations) {
  const std::uint64_t before = disk_.operations();
  create(*tmp_, "a", "x");
  EXPECT_EQ(disk_.operations(), before + 2);
  EXPECT_EQ(disk_.octets_of("/tmp/a"), "x");
  EXPECT_EQ(disk_.operations(), before + 2);
}

TEST_F(MemoryFilesystemTest, MayBeUsedByThreadsAtOnce) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int file = 0; file < 50; ++file) {
        const std::string name = std::to_string(thread) + "." + std::to_string(file);
        create(*tmp_, name, name);
        EXPECT_TRUE(*tmp_->publish(name, *arrived_, name));
        EXPECT_TRUE(arrived_->sync());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(disk_.names_in("/new").size(), 200u);
  EXPECT_EQ(disk_.names_in("/tmp"), Names{});
}

}  // namespace
}  // namespace mailbox
