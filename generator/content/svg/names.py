"""The elements, attributes and namespaces that an SVG file may have."""

from __future__ import annotations

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
SHOWN = frozenset({"", SVG, "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"})
"""Namespaces that browsers show. Elements of others, such as the data of a drawing program, change no picture."""
ELEMENTS = frozenset(
    """svg g a defs symbol use switch view title desc style path rect circle ellipse line polyline polygon image text
    tspan textPath marker linearGradient radialGradient stop pattern clipPath mask filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence animate animateMotion
    animateTransform set mpath""".split()
)
ANIMATIONS = frozenset("animate animateMotion animateTransform set".split())
TEXTS = frozenset("class id lang role".split())
"""Attributes whose values are never interpreted as addresses or styles. So are ``aria-…`` and ``data-…``."""
HREF = "href"
DRAWN = frozenset(
    """accent-height alignment-baseline amplitude azimuth baseFrequency baseline-shift bias clip clip-path clip-rule
    clipPathUnits color color-interpolation color-interpolation-filters color-rendering cx cy d diffuseConstant
    direction display divisor dominant-baseline dx dy edgeMode elevation enable-background exponent fill
    fill-opacity fill-rule filter filterUnits flood-color flood-opacity font font-family font-feature-settings
    font-kerning font-size font-size-adjust font-stretch font-style font-variant font-variant-caps
    font-variant-ligatures font-variant-numeric font-variation-settings font-weight fr fx fy
    glyph-orientation-horizontal glyph-orientation-vertical gradientTransform gradientUnits height
    image-rendering in in2 intercept isolation k1 k2 k3 k4 kernelMatrix kernelUnitLength kerning lengthAdjust
    letter-spacing lighting-color limitingConeAngle line-height marker marker-end marker-mid marker-start
    markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits method mix-blend-mode mode
    numOctaves offset opacity operator order orient overflow paint-order pathLength patternContentUnits
    patternTransform patternUnits pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha
    preserveAspectRatio primitiveUnits r radius refX refY result rotate rx ry scale seed shape-rendering side
    slope spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles stop-color
    stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width surfaceScale tableValues targetX targetY text-anchor text-decoration
    text-rendering textLength transform transform-box transform-origin unicode-bidi values vector-effect viewBox
    visibility white-space width word-spacing writing-mode x x1 x2 xChannelSelector y y1 y2
    yChannelSelector z""".split()
)
"""Attributes of geometry and paint. Animations may change these, and no others."""
ATTRIBUTES = DRAWN | frozenset(
    """accumulate additive attributeName attributeType baseProfile begin by calcMode dur end fill from keyPoints
    keySplines keyTimes max media min path repeatCount repeatDur requiredExtensions requiredFeatures restart
    style systemLanguage to type version""".split()
)
SHARED = {
    (XLINK, "href"): "xlink:href",
    (XLINK, "title"): "xlink:title",
    (XML, "space"): "xml:space",
    (XML, "lang"): "xml:lang",
}
"""Attributes with a namespace, and how they are written."""
