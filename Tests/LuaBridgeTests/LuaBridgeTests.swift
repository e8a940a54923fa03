import Testing

import LuaBridge
