"""Fractal noise from whole-number hashing, so that every machine draws the same landscape.

Only additions, multiplications and roundings are used: no function whose last digit depends on the processor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float64]

_HALF = 0.7071067811865476
_GRADIENTS = np.array(
    [(1, 0), (_HALF, _HALF), (0, 1), (-_HALF, _HALF), (-1, 0), (-_HALF, -_HALF), (0, -1), (_HALF, -_HALF)]
)


def _hash(ix: NDArray[np.int64], iy: NDArray[np.int64], seed: int) -> NDArray[np.uint32]:
    """A well mixed 32-bit number for every lattice point."""
    h = ix.astype(np.uint32) * np.uint32(374761393) + iy.astype(np.uint32) * np.uint32(668265263)
    h = h + np.uint32(seed * 974711 % 2**32)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(1274126177)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(2246822519)
    return h ^ (h >> np.uint32(15))


def perlin(x: Field, y: Field, seed: int) -> Field:
    """Gradient noise of wavelength 1, about -0.7 to 0.7."""
    ix, iy = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = x - ix, y - iy

    def corner(dx: int, dy: int) -> Field:
        gradient = _GRADIENTS[_hash(ix + dx, iy + dy, seed) % 8]
        return np.asarray(gradient[..., 0] * (fx - dx) + gradient[..., 1] * (fy - dy))

    u = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
    v = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    south = corner(0, 0) * (1 - u) + corner(1, 0) * u
    north = corner(0, 1) * (1 - u) + corner(1, 1) * u
    return south * (1 - v) + north * v


def fractal(x: Field, y: Field, wavelength_km: float, octaves: int, seed: int) -> Field:
    """Noise summed over octaves, each half the wavelength and half the height; about -1 to 1."""
    out = np.zeros(np.shape(x))
    for k in range(octaves):
        scale = 2**k / wavelength_km
        out = out + perlin(x * scale + 17.3 * k, y * scale - 9.1 * k, seed + k) / 2**k
    return out * 1.8


def ridged(x: Field, y: Field, wavelength_km: float, octaves: int, seed: int) -> Field:
    """Sharp crests and round valleys as in worn mountains, 0 to 1."""
    out, weight = np.zeros(np.shape(x)), 0.0
    for k in range(octaves):
        scale = 2**k / wavelength_km
        crest = 1 - np.abs(perlin(x * scale + 5.7 * k, y * scale + 3.3 * k, seed + k)) * 1.9
        out = out + np.clip(crest, 0, 1) ** 2 / 2**k
        weight += 1 / 2**k
    return out / weight


def smoothstep(low: float, high: float, value: Field) -> Field:
    """0 below ``low``, 1 above ``high``, smooth between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
