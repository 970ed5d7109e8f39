"""What one back-end gets of a released window: the same draw, or less of it. Pure.

Whatever is done with a released value costs no privacy: nothing here looks at what the window really held.
"""

from dataclasses import dataclass, replace

from stoep_gateway.records import Observation

NO_PEOPLE = "people"
FEW = "below people_k"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coarser:
    """is_none: no window at all. Else values below k are withheld, the others rounded to multiples of `rounding`.

    Policy and coarser k both hold, and so do both roundings: the provenance tells what the value is now.
    """

    is_none: bool = False
    k: int = 0
    rounding: int = 1

    def of(self, observation: Observation) -> Observation | str:
        """As it may be sent, or the reason why it is withheld. A reading stays as it is."""
        if not observation.window_s:
            return observation
        if self.is_none:
            return NO_PEOPLE
        value, made = observation.value, observation.provenance
        is_rounded = self.rounding > 1 and not (made and made.rounding % self.rounding == 0)
        if is_rounded:
            value = float(rounded(round(value), to=self.rounding))
        # Like the release itself: below k before and after rounding, or a rounded value would tell more than k allows.
        if min(observation.value, value) < self.k:
            return FEW
        if made:
            made = replace(made, k=max(made.k, self.k), rounding=self.rounding if is_rounded else made.rounding)
        return replace(observation, value=value, provenance=made)


def rounded(value: int, *, to: int) -> int:
    """The nearest multiple, the upper one of two that are as near."""
    return (value + to // 2) // to * to


AS_RELEASED = Coarser()
