"""Residents of areas as the method counts them."""

import pandas as pd

from karta.store.database import Store


def youths(store: Store) -> pd.DataFrame:
    """Return residents aged 10-19 of each area that has figures, latest year: area_id, youths_10_19, approximate.

    From other age bands pro rata, which is approximate. Source: METHOD 3.6.
    """
    bands = store.frame("area_population")
    if bands.empty:
        return pd.DataFrame({"area_id": [], "youths_10_19": [], "approximate": []})
    bands = bands[bands["year"] == bands.groupby("area_id")["year"].transform("max")]
    overlap = (bands["age_to"].clip(upper=19) - bands["age_from"].clip(lower=10) + 1).clip(lower=0)
    width = bands["age_to"] - bands["age_from"] + 1
    counted = bands.assign(
        youths_10_19=bands["count"] * overlap / width, approximate=(overlap > 0) & (overlap < width)
    )
    return counted.groupby("area_id", as_index=False, sort=False).agg(
        youths_10_19=("youths_10_19", "sum"), approximate=("approximate", "any")
    )
