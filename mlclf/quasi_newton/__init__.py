"""Penalized linear models of all label columns by one batched quasi-Newton solve.

:mod:`._joint_solve` is the way in. It cuts the columns into blocks (``_blocks``) over
one standardized X (``_design``, on GPUs ``_split_design``), with a preconditioner; each
block is a loss of its columns (``_logistic_columns``, ``_hinge_columns``), minimized by
``_lbfgs`` on the CPU and ``_device_lbfgs`` elsewhere, from ``_curvature_pairs``.
"""
