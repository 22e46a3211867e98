"""A session with a kernel of Jupyter: takes cells from stdin, one JSON text a line, and prints what the kernel sends.

A cell is {"code", "stopAt"}: as soon as the kernel sends a message that has the text stopAt in it, the cell is stopped as
the button of a notebook does it. Each message is a line {"type", "content"}, and the last of a cell is of the type "over"
(or "dead", where the kernel has ended).
"""

import json
import os
import queue
import sys
import tempfile
import time

from jupyter_client import KernelManager

# Deno may say that it is idle before it has sent all: how long it has to be silent after it, in seconds.
SILENCE = 0.15
# Who has started us. A cell that nobody waits for any more is ended.
PARENT = os.getppid()


def say(kind, content):
    print(json.dumps({"type": kind, "content": content}), flush=True)


def run(manager, client, errors, code, stop_at):
    asked = client.execute(code)
    idle = False
    heard = time.monotonic()
    while True:
        if os.getppid() != PARENT:
            sys.exit()
        try:
            message = client.get_iopub_msg(timeout=0.02)
        except queue.Empty:
            if not manager.is_alive():
                code = manager.provisioner.process.returncode
                errors.seek(0)
                return say("dead", {"text": f"exit code {code}\n{errors.read()}"})
            if idle and time.monotonic() - heard > SILENCE:
                return say("over", {})
            continue
        heard = time.monotonic()
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            idle = idle or content["execution_state"] == "idle"
        else:
            say(kind, content)
        if stop_at and kind != "execute_input" and stop_at in json.dumps(content):
            stop_at = None
            manager.interrupt_kernel()


def main():
    manager = KernelManager(kernel_name="deno")
    errors = tempfile.TemporaryFile("w+")
    manager.start_kernel(cwd=sys.argv[1], stderr=errors)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        for line in sys.stdin:
            cell = json.loads(line)
            run(manager, client, errors, cell["code"], cell.get("stopAt"))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main()
