import Testing

import Layers
