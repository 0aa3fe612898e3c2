"""The dense engine: a whole week of a nation in one pass over places, with numbers already laid out.

What enters are arrays: places, presences with their geometry, minutes, need by profile. No calendar, no roster, no
view: `karta.coverage.gaps` knows those. The steps are `rows` (places by area and space), `spots` (unique places of
presence), `timetable` (who is at a spot when), `near` (which spots reach a place, and how much), and `kernel` (gap,
covered, unknown, row maxima and area sums at once); `top` finds the largest gaps. A step has compiled loops in a file
beside it (`kernel_loops` for `kernel`); the tests hold a plain numpy way with the same additions in the same order.
"""
