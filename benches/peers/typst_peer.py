"""Sets the standard report with typst: content folder, fonts folder, file to write."""

import shutil
import sys
from pathlib import Path

import typst

from timing import measure

content, fonts, out = map(Path, sys.argv[1:])
template = content / "report.typ"
shutil.copy(Path(__file__).with_name("report.typ"), template)


def compiler():
    return typst.Compiler(str(template), root=str(content), font_paths=[str(fonts)], ignore_system_fonts=True)


warm = compiler()


def number(run):
    """What changes from report to report: it stands on every page."""
    return {"number": f"NV-2026-{run:06}"}


def render(run):
    return warm.compile(format="pdf", sys_inputs=number(run))


out.write_bytes(render(0))
measure("typst", 9, render)
