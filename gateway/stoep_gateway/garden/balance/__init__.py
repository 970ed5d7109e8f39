"""The estimator: how much water is left in a garden's soil, day by day. Arithmetic with numpy; no files, no clock.

season.season    days in, one estimate a day out
members.draw     many gardens that this one may be: soil, roots, use, probe
water.step       one day of rain, use, drainage and rise in each of them (FAO-56)
correct.correct  what a reading says of all of them, parameters too (ensemble Kalman filter)
watch.Watch      readings that cannot be soil's
mean.closing     the balance and the class table, averaged
"""
