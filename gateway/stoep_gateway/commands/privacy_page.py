"""The result of `stoep privacy check` as one page to print: no script, no picture, nothing from elsewhere."""

from html import escape

from stoep_gateway.commands.privacy_text import BY_DAY, OVERDUE, REMINDERS, RESTS_ON, SOURCE, WHAT_TO_DO
from stoep_gateway.privacy.report import HEADINGS, grouped, stay, verdict_words
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.say import (
    checked_said,
    counts_said,
    day_said,
    disclaimer,
    force_said,
    question_said,
    settled_said,
    source_said,
)
from stoep_gateway.privacy.verdicts import Finding, Result
from stoep_gateway.privacy.words import Language, Words

_TITLE = Words("Privacycheck van {device}", "Privacy check of {device}")
_STAY = Words("Mag de sensor zo blijven?", "May the sensor stay like this?")
_ANSWERS = Words("Deze antwoorden zouden het beslissen:", "These answers would settle it:")
_REVIEWED = Words(
    "Geen jurist en geen bewoner heeft deze vragen en regels al nagekeken.",
    "No lawyer and no resident has reviewed these questions and rules yet.",
)
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2126; --paper: #fff; --soft: #545b63; --line: #b3b7be; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #16191d; --soft: #a9b0b8; --line: #545b63; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 46rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; border-bottom: 1px solid var(--line); margin-top: 2rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; } p { margin: .25rem 0; } a { color: inherit; overflow-wrap: anywhere; }
.small { color: var(--soft); font-size: .875rem; } .counts { font-size: 1.125rem; font-weight: 600; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #333; --line: #999; }
  body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; } article { break-inside: avoid; }
  h2 { break-after: avoid; }
}
"""


def page(result: Result, *, device: str, rulebook: Rulebook, language: Language) -> str:
    """HTML. device: what the sensor is called."""
    counts, day = result.counts, day_said(rulebook.day).said(language)
    title = escape(_TITLE.said(language).format(device=device))
    said = counts_said(meets=counts.meets, does_not_meet=counts.does_not_meet, unknown=counts.unknown).said(language)
    parts = [f'<p class="counts">{said}</p>', f"<p>{BY_DAY.said(language).format(day=day)}.</p>"]
    parts.append(f"<section><h2>{_STAY.said(language)}</h2>")
    parts += [f"<p>{escape(line.said(language))}</p>" for line in stay(result, facts=rulebook.facts)]
    parts.append("</section>")
    for name, findings in grouped(result):
        parts.append(f"<section><h2>{HEADINGS[name].said(language)}</h2>")
        parts += [_finding(finding, rulebook=rulebook, language=language) for finding in findings]
        parts.append("</section>")
    if result.reminders:
        items = "".join(f"<li>{escape(each.said(language))}</li>" for each in result.reminders)
        parts.append(f"<section><h2>{REMINDERS.said(language)}</h2><ul>{items}</ul></section>")
    notes = (disclaimer(rulebook.checked_on), _REVIEWED)
    parts.append("<footer>")
    parts += [f'<p class="small">{escape(note.said(language))}</p>' for note in notes]
    parts.append("</footer>")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
        f"<body><main><h1>{title}</h1>\n{body}\n</main></body></html>\n"
    )


def _finding(finding: Finding, *, rulebook: Rulebook, language: Language) -> str:
    def said(words: Words) -> str:
        return escape(words.said(language))

    lines = [
        f"<h3>{said(finding.text)}</h3>",
        f"<p><strong>{said(verdict_words(finding))}.</strong> {said(finding.reason)}</p>",
    ]
    if finding.fix and finding.verdict in ("does-not-meet", "unknown"):
        lines.append(f"<p><em>{said(WHAT_TO_DO)}</em> {said(finding.fix)}</p>")
    if len(finding.missing) > 1:
        asked = (question_said(rulebook.facts[name], facts=rulebook.facts) for name in finding.missing)
        items = "".join(f"<li>{said(question)}</li>" for question in asked)
        lines.append(f'<div class="small"><p>{said(_ANSWERS)}</p><ul>{items}</ul></div>')
    rests_on = f"{said(RESTS_ON)} {said(force_said(finding.force))}, {said(settled_said(finding.settled))}."
    lines.append(f'<p class="small">{escape(finding.id)} · {rests_on}</p>')
    for source in finding.sources:
        link = f'<a href="{escape(source.url, quote=True)}">{escape(source.url)}</a>' if source.url else ""
        lines.append(
            f'<p class="small">{said(SOURCE)} {said(source_said(source))}. {said(checked_said(source))}. {link}</p>'
        )
    if finding.overdue:
        lines.append(f'<p class="small">{said(OVERDUE)}</p>')
    return f"<article>{''.join(lines)}</article>"
