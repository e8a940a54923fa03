import Testing

import Plotting
