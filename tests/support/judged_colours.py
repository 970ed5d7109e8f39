"""Contrast, judged by axe once for all texts that look alike: four fifths of what axe costs is spent on repetitions.

Texts look alike when they and all that is around them have the same tags, classes, colours, grounds, size and weight.
"""

from playwright.sync_api import Page

# The rules that look at colours: two thirds of what axe costs on a page.
AXE_COLOURS = ("color-contrast", "link-in-text-block")

_FIND = """() => {
  const known = new Map();
  const own = (one, style) => [one.tagName, one.getAttribute("class"), style.color, style.textDecorationLine,
    style.backgroundColor, style.backgroundImage, style.opacity, style.position, style.filter,
    style.mixBlendMode].join();
  const around = one => {
    if (!one) return "";
    if (!known.has(one)) known.set(one, around(one.parentElement) + "/" + own(one, getComputedStyle(one)));
    return known.get(one);
  };
  window.looks = new Map();
  for (const one of document.body.querySelectorAll("*")) {
    if (![...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    const style = getComputedStyle(one);
    const look = [around(one), style.fontSize, style.fontWeight, style.textShadow, style.display].join("|");
    if (one.checkVisibility() && !window.looks.has(look)) window.looks.set(look, one);
  }
  return [...window.looks.keys()];
}"""
_JUDGE = """([looks, rules]) => axe.run(
  {include: looks.map(look => window.looks.get(look))},
  {runOnly: {type: "rule", values: rules}, resultTypes: ["violations"]},
).then(found => found.violations.map(rule =>
  `${rule.id}: ${rule.nodes.slice(0, 5).map(node => node.target.join(" ")).join(", ")}`))"""


def colour_violations(page: Page, *, judged: set[str]) -> list[str]:
    """What axe, which the page has loaded, says of the texts that look like none in `judged`; they are in it then."""
    new = [look for look in page.evaluate(_FIND) if look not in judged]
    judged.update(new)
    return [str(violation) for violation in page.evaluate(_JUDGE, [new, [*AXE_COLOURS]])] if new else []
