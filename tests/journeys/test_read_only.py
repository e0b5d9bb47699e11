"""A worker as compose and Kubernetes start it: everything read-only but /tmp, and no var/ yet."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.journeys.servers import READY, ROOT, Talk, call, free_port, process, watched

pytestmark = pytest.mark.journey

#: in a mount table of its own: the machine itself is left as it is
READ_ONLY = f"""
set -e
mount --make-rprivate /
mount --bind /tmp /tmp
if [ -d {ROOT}/var ]; then mount -t tmpfs -o ro none {ROOT}/var; fi
mount -o remount,bind,ro /
if touch {ROOT}/toets 2>/dev/null; then rm {ROOT}/toets; echo "can be written"; exit 3; fi
exec "$@"
"""
APART = ["unshare", "--mount", "bash", "-c", READ_ONLY, "read-only"]


@pytest.fixture
def apart():
    """The words before a command that let it run where nothing can be written."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("a mount table of its own needs root and unshare")
    tried = subprocess.run([*APART, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this machine does not allow it: {tried.stderr or tried.stdout}")
    return APART


def test_a_worker_starts_where_it_can_write_nothing_but_in_tmp(apart, tmp_path):
    if not tmp_path.is_relative_to("/tmp"):
        pytest.skip(f"the database must be in /tmp, and the tests keep theirs in {tmp_path}")
    port = free_port()
    of_the_image = {"HOME": "/tmp", "MPLCONFIGDIR": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {**watched(tmp_path), **of_the_image, "PORT": str(port), "GEHEIM": "r" * 40}
    command = [*apart, sys.executable, "-m", "bot.server"]
    with process(command, environment) as running:
        running.read_until(READY)
        address = f"http://127.0.0.1:{port}"
        status, told = call(f"{address}/gereed")
        assert (status, told["inhoud"]["stand"]) == (200, "goed")
        assert "Wlz" in Talk(address, "alleen-lezen").say("wat is de wlz")
        assert "content_not_kept" in running.log
