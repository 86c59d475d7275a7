// expect_reply.h: a look at how a reply, or a log line, begins.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace lmtp::testing {

// The reply's beginning, as far as `prefix` is long: for readable failures.
inline void expect_reply(const std::string& reply, const std::string& prefix) {
  EXPECT_EQ(reply.substr(0, prefix.size()), prefix) << reply;
}

}  // namespace lmtp::testing
