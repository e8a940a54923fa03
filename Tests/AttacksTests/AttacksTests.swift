import Testing

import Attacks
