import Testing

import REPL
