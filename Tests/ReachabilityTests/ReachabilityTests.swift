import Testing

import Reachability
