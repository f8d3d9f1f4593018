"""Rules of lists: when something happens to an item, somebody is told of it.

`watching` notes inside a command that a list with rules has changed; a job reads the
list's own stream from where each rule has come (`judging`), writes down every run
that is due, once, and carries it out (`acting`) with the rights of who made the rule.
What leaves the house is sent by another job (`calling`).
"""
