import Reachability
import Testing
