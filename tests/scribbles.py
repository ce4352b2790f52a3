"""Numbers as people write them, right and wrong: generated texts for whatever reads numbers."""

from hypothesis import strategies as st

DIGITS = st.text("0123456789", min_size=1, max_size=4)
MANTISSAS = st.lists(DIGITS, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(".,").map(lambda at: at.join(parts))
)
SIGNS = st.sampled_from(["", "-", "−", "+", "– ", "--"])
POWERS = st.sampled_from(
    ["", "e3", "E-2", "×10⁻³", " × 10²", "*10^4", "x10^-1", "·10**3", "×10-3", r"\times 10^{-3}", "e", "⁻³", "e999"]
)
NUMBERS = st.tuples(SIGNS, MANTISSAS, POWERS).map("".join) | st.sampled_from(
    ["10⁻³", "−10^3", "10-3", "", " ", "nan", "∞"]
)
SCRIBBLES = (
    NUMBERS
    | st.tuples(NUMBERS, st.sampled_from(["/", " / ", "⁄"]), NUMBERS).map("".join)
    | st.text("0123456789.,-+−×^/eE⁰⁻ ()１٣x*", max_size=12)
)
