"""What stands for the value of a formula that no program has worked out: a sheet that was written by a script."""

UNCOMPUTED = "#EJ BERÄKNAD!"
