#include "filesystem/descriptor.h"

#include <unistd.h>

namespace mailbox {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

}  // namespace mailbox
