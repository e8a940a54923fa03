import DataIO
import Testing
