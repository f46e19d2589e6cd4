"""Sets the standard report with WeasyPrint: content folder, fonts folder, file to write."""

import json
import logging
import sys
from html import escape
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from timing import measure

logging.getLogger("weasyprint").setLevel(logging.ERROR)
folder, fonts, out = (Path(argument).resolve() for argument in sys.argv[1:])
content = json.loads((folder / "content.json").read_text())
record = content["record"]
core = record["core"]
files = {file["id"]: file for file in core["files"]}

FACES = "".join(
    f"@font-face {{ font-family: Inter; font-weight: {weight}; src: url(file://{fonts}/Inter-{name}.ttf) }}\n"
    for weight, name in ((400, "Regular"), (600, "SemiBold"), (700, "Bold"))
)
STYLE = FACES + """
body { font: 9.75pt/14.1pt Inter; color: #151b24; margin: 0 }
.quiet { color: #50565e } .pass { color: #197037 } .fail { color: #b32322; font-weight: 600 }
h1 { font: 700 25.5pt/29.5pt Inter; margin: 34pt 0 5pt }
h2 { font: 600 11.25pt/16pt Inter; margin: 26pt 0 0; padding-bottom: 3pt; border-bottom: 1.3pt solid #b9472b;
  break-after: avoid; display: flex; justify-content: space-between }
h2 span { font: 9.75pt Inter; color: #50565e }
.bar { display: flex; height: 6.75pt } .spread { display: flex; justify-content: space-between }
.item { display: grid; grid-template-columns: 27pt 1fr 92pt; padding: 7.5pt 0; border-bottom: .6pt solid #d8dbe0;
  break-inside: avoid }
.todo { grid-template-columns: 27pt 1fr 64pt 92pt; column-gap: 6pt }
.wide { grid-column: 2 / 4 }
.photos { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 6pt; margin-top: 5pt }
.photos img { width: 100%; border-radius: 3pt; display: block }
.caption { font: 7.2pt/9.6pt Inter; color: #50565e }
.thumb { width: 64pt; height: 48pt; object-fit: cover; border-radius: 3pt }
.action { background: #f3f2ee; border-radius: 4pt; padding: 5pt 7.5pt; margin-top: 5pt; font-size: 9pt }
.facts { display: grid; grid-template-columns: 81pt 1fr 66pt 1fr; margin-top: 15pt }
.genuine { position: absolute; bottom: 0; display: grid; grid-template-columns: 108pt 320pt; align-items: center }
.signature { display: grid; grid-template-columns: 172pt 1fr; padding: 11pt 0; border-bottom: .6pt solid #d8dbe0;
  break-inside: avoid; align-items: center }
.pad { width: 157.5pt; border: .7pt solid #d8dbe0; border-radius: 4.5pt }
.cover { height: 720pt; position: relative; break-after: page }
"""


def furniture(number):
    """Running header and footer."""
    title = f'{core["template"]["title"]} · {core["site"]["name"]}'
    font = "white-space: pre; font: 7pt Inter; color: #50565e"
    rule = "border-top: .6pt solid #d8dbe0; vertical-align: top; padding-top: 5pt; margin-top: 16pt"
    return f"""@page {{ size: A4; margin: 69pt 45pt 66pt;
  @top-left {{ content: "{title}"; {font} }}
  @top-right {{ content: "{number} · revision {record["revision"]}"; {font} }}
  @bottom-left {{ content: "SHA-256 of the content (record.json)\\A {content["digest"]}"; {font}; {rule}; width: 70% }}
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages) "\\A verify at {content["verify"]}";
    text-align: right; {font}; {rule}; width: 30% }} }}
@page :first {{ margin-top: 51pt; @top-left {{ content: none }} @top-right {{ content: none }} }}"""


def word(answer):
    value = answer["value"]
    if value["type"] == "number":
        said = f"{value['decimal']} {value['unit']}"
    else:
        said = {"pass": "Pass", "fail": "Fail"}.get(answer["outcome"], "N/A")
    sign = {"pass": "✓", "fail": "✗"}.get(answer["outcome"], "–")
    return f'<span class="{answer["outcome"]}">{sign} {said}</span>'


def due(action):
    return f'{escape(action["text"])}<span class=quiet> · {escape(action["assignee"])} · by {action["due"]}</span>'


def todo(answer):
    photos = answer.get("photos", [])
    thumb = f'<img class=thumb src="photos/{photos[0]}.jpg" alt="">' if photos else ""
    actions = "".join(f"<div>→ {due(action)}</div>" for action in answer["actions"])
    return (
        f'<div class="item todo"><span class=quiet>{answer["number"]}</span><div><b>{escape(answer["question"])}</b>'
        f'<div class=quiet>{escape(answer["note"])}</div>{actions}</div><div>{thumb}</div>{word(answer)}</div>'
    )


def photo(at, name):
    file = files[name]
    caption = f'{at} · {escape(file.get("caption", ""))} · {file["taken_at"][11:16]}'
    return f'<div><img src="photos/{name}.jpg" alt="{caption}"><div class=caption>{caption}</div></div>'


def item(answer):
    more = ""
    if "note" in answer:
        more += f'<div class=quiet>{escape(answer["note"])}</div>'
    if answer.get("photos"):
        more += f'<div class=photos>{"".join(photo(at, name) for at, name in enumerate(answer["photos"], 1))}</div>'
    more += "".join(f"<div class=action><b>Action</b> {due(action)}</div>" for action in answer.get("actions", []))
    return (
        f'<div class=item><span class=quiet>{answer["number"]}</span><div>{escape(answer["question"])}</div>'
        f"{word(answer)}{f'<div class=wide>{more}</div>' if more else ''}</div>"
    )


def section(at, section):
    passed = sum(answer["outcome"] == "pass" for answer in section["answers"])
    counted = sum(answer["outcome"] in ("pass", "fail") for answer in section["answers"])
    items = "".join(map(item, section["answers"]))
    return f'<h2>{at} · {escape(section["title"])}<span>{passed} of {counted} pass</span></h2>{items}'


def signature(entry):
    ink = "".join("M" + "L".join(f"{x} {y}" for x, y, _ in stroke) for stroke in entry["strokes"])
    return (
        f'<div class=signature><div class=pad><svg viewBox="0 0 1000 400" width="157pt" height="63pt"><path d="{ink}" '
        f'fill="none" stroke="#151b24" stroke-width="5"/></svg></div><div><b>{escape(entry["name"])}</b>, '
        f'{entry["role"]}, {escape(entry["organisation"])}<div class=quiet>{entry["server_time"]} · drawn · '
        f'{escape(entry["consent"]["text"])}</div><div class=caption>{entry["core_sha256"]}</div></div></div>'
    )


def page(number):
    score = core["score"]
    answers = [answer for each in core["sections"] for answer in each["answers"]]
    facts = (
        ("Inspected on", core["started_at"]), ("Inspector", core["inspector"]["name"]),
        ("Standard", core["template"]["standard"]), ("Issued by", record["issuer"]["name"]),
        ("Issued on", record["issued_at"]), ("Checklist", f'version {core["template"]["version"]}'),
        ("Signed by", ", ".join(entry["name"] for entry in record["signatures"])),
    )
    bar = "".join(
        f'<div style="flex:{part};background:{colour}"></div>'
        for part, colour in ((score["passed"], "#197037"), (score["failed"], "#b32322"), (score["not_applicable"], "#d8dbe0"))
    )
    side = content["qr"]["side"]
    return f"""<!doctype html><html lang={record["language"]}><meta charset=utf-8>
<title>{number} · {escape(core["template"]["title"])}</title><link rel=attachment href="record.json">
<div class=cover><div class=spread><b style="font-size:14.25pt">{escape(record["issuer"]["name"])}</b>
<span class=quiet>{number} · revision {record["revision"]}</span></div><h1>{escape(core["template"]["title"])}</h1>
<div class=quiet style="font-size:12pt">{escape(core["site"]["name"])} · {escape(core["site"]["address"])}</div>
<div class=spread style="border:.6pt solid #d8dbe0;border-width:.6pt 0;padding:14pt 0;margin-top:20pt">
<b style="font-size:34.5pt;line-height:36pt;margin-right:18pt">{score["percent"]} %</b><div style="flex:1"><div class=spread>
<b>{score["failed"]} of {score["items"]} items failed</b><span class=quiet>{score["passed"]} pass · {score["failed"]} fail ·
{score["not_applicable"]} n/a</span></div><div class=bar>{bar}</div></div></div>
<div class=facts>{"".join(f"<span class=quiet>{label}</span><span>{escape(fact)}</span>" for label, fact in facts)}</div>
<h2>What needs to be done</h2>{"".join(todo(answer) for answer in answers if answer["outcome"] == "fail")}
<div class=genuine><svg viewBox="0 0 {side} {side}" width="90pt" height="90pt"><path d="{content["qr"]["path"]}"/></svg>
<div><b>Check that this report is genuine</b><br>Type <b>{content["verify"]}</b> yourself and drop this PDF there, or scan
the code. The file never leaves your device.</div></div></div>
{"".join(section(at, each) for at, each in enumerate(core["sections"], 1))}
<h2>Signatures<span>simple electronic signatures, eIDAS Art. 3(10)</span></h2>
{"".join(map(signature, record["signatures"]))}</html>"""


configuration = FontConfiguration()
style = CSS(string=STYLE, font_config=configuration)


def render(run):
    number = f"NV-2026-{run:06}"
    html = HTML(string=page(number), base_url=f"{folder}/")
    return html.write_pdf(stylesheets=[style, CSS(string=furniture(number))], font_config=configuration)


out.write_bytes(render(0))
measure("weasyprint", 3, render)
