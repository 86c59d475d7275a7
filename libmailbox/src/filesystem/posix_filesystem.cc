#include "mailbox/filesystem.h"
