import Testing

import DataIO
