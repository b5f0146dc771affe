"""The hops of one scan's trip, each in one short transaction."""
