import Optimizers
import Testing
