"""How fast this program is, measured beside a named alternative."""
