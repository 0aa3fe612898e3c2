"""The array types that the dense engine adds to those of `coverage.grid`."""

import numpy as np
import numpy.typing as npt

Int32Array = npt.NDArray[np.int32]
