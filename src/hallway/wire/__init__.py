"""Formats on the wire: pure parsers and renderers, no Django, no input or output.

Every public function is total: what it cannot accept raises a subclass of
``hallway.wire.errors.WireError`` and never anything else.
"""
