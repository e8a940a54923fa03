// TarnLua
