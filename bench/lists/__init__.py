"""Questions to a list of a million items, beside the naive shape of the same list.

The peer is what a table of one JSON column and an ORM give, asked in the same process
on the same rows: no trimming, pages by OFFSET. Ours trims to who asks: somebody who
may read everything by thousands of grants, one who may read 4 %, one with 60 items.
"""
