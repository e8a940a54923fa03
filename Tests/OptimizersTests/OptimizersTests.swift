import Testing

import Optimizers
