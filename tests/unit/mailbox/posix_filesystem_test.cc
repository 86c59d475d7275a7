#include "mailbox/posix_filesystem.h"

#include "filesystem/posix_open.h"
#include "tests/unit/mailbox/temporary_folder.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <functional>
#include <iterator>

namespace mailbox {
namespace {

// Runs `check` in a process of its own, which may give up rights without spoiling other tests. The
// answer is empty if all is well.
std::string in_own_process(const std::function<std::string()>& check) {
  int answer[2];
  if (::pipe(answer) != 0) return "pipe failed";
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string text = check();
    const bool told = ::write(answer[1], text.data(), text.size()) >= 0;
    ::_exit(told ? 0 : 1);
  }
  ::close(answer[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t octets = 0; (octets = ::read(answer[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(octets));
  }
  ::close(answer[0]);
  int state = 0;
  ::waitpid(child, &state, 0);
  if (state != 0) text += " (process ended with " + std::to_string(state) + ")";
  return text;
}

mode_t mode_of(const std::string& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

class PosixFilesystemTest : public testing::Test {
 protected:
  PosixFilesystemTest() {
    auto opened = filesystem_.open_root(folder_.path());
    EXPECT_TRUE(opened);
    root_ = std::move(*opened);
  }

  TemporaryFolder folder_;
  PosixFilesystem filesystem_;
  std::unique_ptr<Folder> root_;
};

TEST_F(PosixFilesystemTest, GivesExactModesWhateverTheUmask) {
  for (const mode_t mask : {0u, 022u, 077u, 0777u}) {
    const mode_t before = ::umask(mask);
    const std::string name = std::to_string(mask);
    EXPECT_TRUE(root_->create_file("file" + name, 0640));
    EXPECT_TRUE(root_->create_folder("folder" + name, 0710));
    ::umask(before);
    EXPECT_EQ(mode_of(folder_.path() + "/file" + name), 0640u) << "umask " << mask;
    EXPECT_EQ(mode_of(folder_.path() + "/folder" + name), 0710u) << "umask " << mask;
  }
}

TEST_F(PosixFilesystemTest, GivesExactModesAlsoToUsersWithoutPrivileges) {
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0777), 0);
  EXPECT_EQ(in_own_process([&]() -> std::string {
              if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) return "setresuid";
              ::umask(0777);
              const auto folder = root_->create_folder("folder", 0700);
              if (!folder) return folder.error().text;
              const auto file = root_->create_file("file", 0600);
              return file ? "" : file.error().text;
            }),
            "");
  EXPECT_EQ(mode_of(folder_.path() + "/folder"), 0700u);
  EXPECT_EQ(mode_of(folder_.path() + "/file"), 0600u);
}

TEST_F(PosixFilesystemTest, SaysThatPermissionIsMissing) {
  ASSERT_TRUE(root_->create_folder("closed", 0));
  EXPECT_EQ(in_own_process([&]() -> std::string {
              if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) return "setresuid";
              const auto opened = root_->open_folder("closed");
              if (opened) return "opened";
              return to_string(opened.error().status) + " " + opened.error().text;
            }),
            "4.3.5 open " + folder_.path() + "/closed: Permission denied (EACCES)");
}

TEST_F(PosixFilesystemTest, FollowsLinksInTheAdministratorsPath) {
  ASSERT_TRUE(root_->create_folder("real", 0700));
  ASSERT_EQ(::symlink("real", (folder_.path() + "/link").c_str()), 0);
  const auto opened = filesystem_.open_root(folder_.path() + "/link");
  ASSERT_TRUE(opened);
  EXPECT_NE(*opened, nullptr);
}

TEST_F(PosixFilesystemTest, RefusesASocketAsAFile) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder_.path() + "/socket").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(socket);
  const auto opened = root_->open_file("socket");
  ASSERT_FALSE(opened);
  EXPECT_EQ(to_string(opened.error().status), "4.3.5");
}

TEST_F(PosixFilesystemTest, LeavesNoDescriptorToOtherPrograms) {
  auto file = root_->create_file("file", 0600);
  auto reading = root_->open_file("file");
  auto unnamed = filesystem_.create_unnamed(folder_.path());
  ASSERT_TRUE(file && reading && unnamed);
  int found = 0;
  for (int descriptor = 0; descriptor < 256; ++descriptor) {
    char target[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
    if (length <= 0) continue;
    if (!std::string_view(target, static_cast<std::size_t>(length)).starts_with(folder_.path())) {
      continue;
    }
    ++found;
    EXPECT_NE(::fcntl(descriptor, F_GETFD) & FD_CLOEXEC, 0) << descriptor;
  }
  EXPECT_EQ(found, 4) << "the root and three files";
}

TEST_F(PosixFilesystemTest, ReportsAFullLimitAsItsErrno) {
  EXPECT_EQ(in_own_process([&]() -> std::string {
              const rlimit limit{1000, 1000};
              ::signal(SIGXFSZ, SIG_IGN);
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "setrlimit";
              const auto file = root_->create_file("file", 0600);
              const auto written = (*file)->write(std::string(2000, 'x'));
              return written ? "written" : to_string(written.error().status);
            }),
            "4.2.2");
  EXPECT_EQ(root_->facts("file")->octets, 1000u) << "the short write was gone on with";
}

TEST_F(PosixFilesystemTest, OpensByComponentAsByOneCall) {
  ASSERT_TRUE(root_->create_folder("a", 0700));
  ASSERT_TRUE((*root_->open_folder("a"))->create_folder("b", 0700));
  ASSERT_EQ(::symlink("a", (folder_.path() + "/link").c_str()), 0);
  ASSERT_EQ(::symlink("b", (folder_.path() + "/a/link").c_str()), 0);
  const Descriptor root(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int flags = O_RDONLY | O_DIRECTORY;
  for (const char* path : {"a", "a/b"}) {
    EXPECT_TRUE(open_beneath(root.number(), path, flags).valid()) << path;
    EXPECT_TRUE(open_by_component(root.number(), path, flags).valid()) << path;
  }
  for (const char* path : {"link", "link/b", "a/link", "missing", "missing/b"}) {
    EXPECT_FALSE(open_beneath(root.number(), path, flags).valid()) << path;
    EXPECT_FALSE(open_by_component(root.number(), path, flags).valid()) << path;
  }
}

// Lets the kernel answer some system calls of this process as an older one, or another file system,
// would: openat2 is unknown, RENAME_NOREPLACE is invalid.
bool age_the_kernel(std::uint32_t openat2_answer) {
  const auto number = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | openat2_answer),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

std::string deliver_without_new_calls(Folder& root, std::uint32_t openat2_answer) {
  if (!age_the_kernel(openat2_answer)) return "no seccomp";
  const auto tmp = root.open_folder("maildir/tmp");
  if (!tmp || *tmp == nullptr) return "tmp not opened";
  const auto arrived = root.open_folder("maildir/new");
  if (!arrived || *arrived == nullptr) return "new not opened";
  if (root.open_folder("link/tmp")) return "a link was followed";
  const auto file = (*tmp)->create_file("a", 0600);
  if (!file || !(*file)->write("octets")) return "not written";
  const auto over = (*tmp)->publish("a", **arrived, "taken");
  if (!over || *over) return "published over an entry";
  const auto published = (*tmp)->publish("a", **arrived, "b");
  if (!published) return published.error().text;
  if (!*published) return "not published";
  return (*tmp)->facts("a")->links == 0 && (*arrived)->facts("b")->links == 1 ? "" : "not moved";
}

TEST_F(PosixFilesystemTest, KeepsItsPromisesWithoutOpenat2AndNoreplace) {
  ASSERT_TRUE(root_->create_folder("maildir", 0700));
  auto maildir = root_->open_folder("maildir");
  ASSERT_TRUE((*maildir)->create_folder("tmp", 0700));
  ASSERT_TRUE((*maildir)->create_folder("new", 0700));
  ASSERT_TRUE((*(*maildir)->open_folder("new"))->create_file("taken", 0600));
  ASSERT_EQ(::symlink("maildir", (folder_.path() + "/link").c_str()), 0);
  for (const std::uint32_t answer : {std::uint32_t{ENOSYS}, std::uint32_t{EPERM}}) {
    EXPECT_EQ(in_own_process([&] { return deliver_without_new_calls(*root_, answer); }), "");
    auto arrived = (*maildir)->open_folder("new");
    EXPECT_TRUE(*(*arrived)->remove_file("b"));
  }
}

}  // namespace
}  // namespace mailbox
