import Testing

import Losses
