import Landscape
import Testing
