"""A file system with permissions in plain Python: what the core must agree with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Node:
    """A file or a folder; `readers` of its own, or those of its parent."""

    name: str
    parent: Node | None
    body: bytes | None = None
    readers: frozenset[str] | None = None
    writers: frozenset[str] | None = None
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def is_folder(self) -> bool:
        return self.body is None

    def may_read(self) -> frozenset[str]:
        if self.readers is not None:
            return self.readers
        assert self.parent is not None
        return self.parent.may_read()

    def may_write(self) -> frozenset[str]:
        if self.writers is not None:
            return self.writers
        assert self.parent is not None
        return self.parent.may_write()

    def walk(self) -> Iterator[Node]:
        yield self
        for child in list(self.children.values()):
            yield from child.walk()

    def path(self) -> tuple[str, ...]:
        return () if self.parent is None else (*self.parent.path(), self.name)

    def is_in(self, other: Node) -> bool:
        node: Node | None = self
        while node is not None:
            if node is other:
                return True
            node = node.parent
        return False

    def hang(self, parent: Node, name: str) -> None:
        self.unhang()
        self.parent, self.name = parent, name
        parent.children[name.casefold()] = self

    def unhang(self) -> None:
        if self.parent is not None:
            found = self.parent.children.get(self.name.casefold())
            if found is self:
                del self.parent.children[self.name.casefold()]

    def copy_for(self, who: str, parent: Node, name: str) -> Node:
        """Copy what somebody sees; permissions are those of the new place."""
        made = Node(name=name, parent=parent, body=self.body)
        for key, child in self.children.items():
            if who in child.may_read():
                made.children[key] = child.copy_for(who, made, child.name)
        return made

    def seen_by(self, who: str) -> dict[tuple[str, ...], bytes | None]:
        """Every path a walk from above reaches, with its body."""
        if who not in self.may_read():
            return {}
        found = {self.path(): self.body}
        for child in self.children.values():
            found |= child.seen_by(who)
        return found
