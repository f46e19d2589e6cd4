"""Sets the standard report with this project and its peers, and compares. See README.md."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "peers"
NAME = "report_render_standard"


def run(*command, **options):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(part) for part in command]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, **options)
    return [line for line in done.stdout.splitlines() if line.startswith("{")]


def install():
    """Installs the peers' packages unless they are there."""
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(WORK / "venv", with_pip=True)
    run(python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt")
    node = WORK / "node"
    node.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_text()
    if not (node / "node_modules").exists() or (node / "package.json").read_text() != wanted:
        (node / "package.json").write_text(wanted)
        run("npm", "install", "--silent", "--no-audit", "--no-fund", cwd=node)
    return python, node


def main():
    python, node = install()
    content = WORK / "content"
    cargo = ["cargo", "run", "--quiet", "--release", "-p", "norven-press", "--example", "standard", "--"]
    run(*cargo, "content", content, cwd=ROOT)
    fonts = ROOT / "crates" / "press" / "fonts"
    # A module is looked for beside its script, so the script stands beside the modules.
    script = node / "react_pdf.mjs"
    script.write_text((HERE / "react_pdf.mjs").read_text())

    ours = [json.loads(line) for line in run(*cargo, cwd=ROOT)]
    own = next(line["value"] for line in ours if line["name"] == NAME)
    print(json.dumps({"name": NAME, "peer": "norven", "unit": "ms", "value": own, "ratio": 1.0}), flush=True)
    for command in (
        [python, HERE / "typst_peer.py", content, fonts, WORK / "typst.pdf"],
        [python, HERE / "weasyprint_peer.py", content, fonts, WORK / "weasyprint.pdf"],
        ["node", script, content, fonts, WORK / "react-pdf.pdf"],
    ):
        for line in map(json.loads, run(*command)):
            print(json.dumps({"name": NAME, **line, "ratio": round(line["value"] / own, 1)}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
