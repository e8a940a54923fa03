import Testing

import TarnLua
