"""What tests of publishing share: running a command that dies, or finds the disk full, at a given step."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

KILLED = 9
"""What a command exits with that was made to die."""

# Python tells audit hooks of every change of the file system before it is made
_STEPS = """
import ctypes, errno, os, pathlib, sys
at, how, seen = int(os.environ["AT"]), os.environ["HOW"], 0
CHANGES = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"}

def step():
    global seen
    seen += 1
    return seen == at

def hook(event, given):
    opened = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
    if how == "full":
        if opened and step():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(given[0]))
    elif how != "half" and (opened or event in CHANGES or event == "ctypes.dlsym") and step():
        os._exit(9)

if how == "half":
    def fsync(descriptor, whole=os.fsync):
        if step():
            os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)
            os._exit(9)
        whole(descriptor)
    os.fsync = fsync

    def write_bytes(path, content):
        half = step()
        with path.open("wb") as file:
            file.write(content[: len(content) // 2] if half else content)
        if half:
            os._exit(9)
    pathlib.Path.write_bytes = write_bytes

if os.environ["EXCHANGE"] == "no":
    class Library:  # of a system that lacks the call, as far as this file system goes
        @staticmethod
        def renameat2(*given):
            ctypes.set_errno(errno.EINVAL)
            return -1
    ctypes.CDLL = lambda *given, **more: Library

sys.addaudithook(hook)
"""
_MODULE = "import runpy\nsys.argv[:] = {command!r}\nrunpy.run_module({name!r}, run_name='__main__', alter_sys=True)\n"


def script(*command: str) -> str:
    """Python that runs a module (`mkdocs`, `onrecord.cli`) as a command."""
    return _MODULE.format(command=list(command), name=command[0])


def dying(
    code: str, *, cwd: Path, at: int = 0, how: str = "dies", exchange: bool = True, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run `code` and let it die (`dies`), die in the midst of a write (`half`) or find the disk full (`full`) at its
    step number `at`; 0 is never. `before` is a command that starts it.
    """
    environment = os.environ | {"AT": str(at), "HOW": how, "EXCHANGE": "yes" if exchange else "no"}
    command = [*before, sys.executable, "-c", _STEPS + code]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


def steps(code: str, *, cwd: Path, how: str = "dies") -> int:
    """How many steps `code` takes, run to its end."""
    counting = "import atexit\natexit.register(lambda: print('STEPS', seen, file=sys.stderr))\n"
    done = dying(counting + code, cwd=cwd, how=how)
    assert done.returncode == 0, done.stderr
    return int(done.stderr.rsplit("STEPS ", 1)[1])
