import Losses
import Testing
