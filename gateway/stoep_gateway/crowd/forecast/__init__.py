"""The model: history in, distribution out. Arithmetic with numpy; no files, no clock.

    history.History            everything known at one moment: counts, calendar, events, weather
    distribution.Distribution  what may come: quantiles for each place and slot ahead
    forecaster.Forecaster      forecast, learn, explain, to_bytes; coefficients and what it learnt of its own errors
    training.train             Forecaster out of a history

One step from a history to a forecast: `usual.py` says what is usual for a weekday and time (median of eight weeks); all
else is a ratio to it, as a damped logarithm, so that coefficients hold for every place, large or small.
"""
