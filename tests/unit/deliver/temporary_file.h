// temporary_file.h: a file with given octets, gone with its object.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace deliver {

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view octets) : path_(testing::TempDir() + "/deliverXXXXXX") {
    stream_ = fdopen(mkstemp(path_.data()), "w+b");
    std::fwrite(octets.data(), 1, octets.size(), stream_);
    EXPECT_EQ(std::fseek(stream_, 0, SEEK_SET), 0);
  }
  ~TemporaryFile() {
    std::fclose(stream_);
    std::remove(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] std::FILE* stream() const { return stream_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::FILE* stream_ = nullptr;
};

}  // namespace deliver
