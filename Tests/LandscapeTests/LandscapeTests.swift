import Testing

import Landscape
