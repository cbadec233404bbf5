"""How far apart colours look, to readers of every kind of colour vision: for the tests of the palettes.

Contrast is WCAG 2.2's. Deuteranopia and protanopia are simulated with the matrices of Machado, Oliveira and
Fernandes (2009) at full severity, on linear RGB. Distances are CIE 1976 colour differences (L*a*b*, D65).
"""

import numpy as np

KINDS = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(ink):
    part = np.array(ink) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(ink):
    return float(linear(ink) @ TO_XYZ[1])


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(ink, kind):
    xyz = TO_XYZ @ (KINDS[kind] @ linear(ink)).clip(0, 1) / WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(one, other, kind):
    return float(np.hypot.reduce(lab(one, kind) - lab(other, kind)))
