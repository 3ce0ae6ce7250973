"""`make mutants`: change the risk engine a thousand ways; the tests must notice nine in ten.

Prints each mutant that survived. The work lies in mutants/, and a second run goes on from there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from dev.places import ROOT

MUTMUT = str(Path(sys.executable).parent / "mutmut")
NUMBERS = ROOT / "mutants" / "mutmut-cicd-stats.json"
FLOOR = 0.90


def main() -> int:
    ran = subprocess.run(
        [MUTMUT, "run", "--max-children", str(os.cpu_count() or 1)], cwd=ROOT, check=False
    )
    if ran.returncode != 0:
        return ran.returncode
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    counted = json.loads(NUMBERS.read_text())
    print("\nNot noticed:", flush=True)
    subprocess.run([MUTMUT, "results"], cwd=ROOT, check=True)
    noticed = counted["killed"] + counted["timeout"]
    share = noticed / counted["total"]
    print(f"\n{noticed} of {counted['total']} noticed: {share:.1%} (floor {FLOOR:.0%})")
    return 0 if share >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
