import Attacks
import Testing
