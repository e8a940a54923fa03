import TarnLua
import Testing
