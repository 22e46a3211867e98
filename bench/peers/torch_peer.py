"""PyTorch as a peer: asked and answering in lines of JSON, as bench/contest/peer.ts has it."""

import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

EPSILON = 1e-3


def data_of(shape, seed):
    """The same elements as workloads.ts makes."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    elements = ((i * 37 + seed * 11) % 101) / 50 - 1 + seed * 3e-3
    return torch.from_numpy(elements.astype(np.float32).reshape(shape))


class Task:
    """A task with its operands.

    With a kernel of 3 and a stride of 2, PyTorch crops at the start what the others crop at the end: it computes the
    same on images and kernels that are turned around, which no sum over all elements shows.
    """

    def __init__(self, task):
        self.kind, self.op, self.stride = task["kind"], task["op"], task["stride"]
        x, w, dy = (data_of(task[name], i + 1) for i, name in enumerate(["x", "w", "y"]))
        if self.kind == "conv":
            x, dy = (t.flip(1, 2).permute(0, 3, 1, 2).contiguous() for t in (x, dy))
            w = w.flip(0, 1).permute(3, 2, 0, 1).contiguous()
            over = max(w.shape[2] - self.stride, 0)
            self.crop, self.extra = (over + 1) // 2, over % 2
        elif x.dim() == 4:
            x, dy = (t.permute(0, 3, 1, 2).contiguous() for t in (x, dy))
        self.x, self.w, self.dy = x, w, dy
        if self.kind == "norm":
            self.w, self.beta = torch.ones_like(w), torch.zeros_like(w)
            self.mean, self.variance = torch.zeros_like(w), torch.ones_like(w)
        self.sources = [self.x, self.w] + ([self.beta] if self.kind == "norm" else [])
        if self.op in ("step", "train"):
            for source in self.sources:
                source.requires_grad_(True)
        if self.op == "train":
            self.optimizer = torch.optim.Adam([self.w], lr=1e-3, eps=1e-7, fused=True)

    def forward(self):
        if self.kind == "conv":
            return F.conv_transpose2d(
                self.x, self.w, stride=self.stride, padding=self.crop, output_padding=self.extra
            )
        if self.kind == "dense":
            return self.x @ self.w
        if self.kind == "bias":
            return torch.relu_(self.x + self.w.view(1, -1, 1, 1))
        return F.batch_norm(
            self.x, self.mean, self.variance, self.w, self.beta, True, 0.01, EPSILON
        )

    def gradient(self, mask):
        return torch.ops.aten.convolution_backward(
            self.dy, self.x, self.w, None, [self.stride] * 2, [self.crop] * 2, [1, 1],
            True, [self.extra] * 2, 1, mask,
        )

    def compute(self):
        if self.op == "fwd":
            with torch.no_grad():
                return [self.forward()]
        if self.op == "dx":
            return [self.gradient([True, False, False])[0]] if self.kind == "conv" else [self.dy @ self.w.T]
        if self.op == "dw":
            return [self.gradient([False, True, False])[1]] if self.kind == "conv" else [self.x.T @ self.dy]
        if self.op == "step":
            y = self.forward()
            return [y.detach(), *torch.autograd.grad(y, self.sources, self.dy)]
        return self.train()

    def train(self):
        outputs = []
        if self.kind == "adam":
            self.w.grad = self.dy
        else:
            loss = (self.forward() * self.dy).sum()
            dx, self.w.grad = torch.autograd.grad(loss, [self.x, self.w])
            outputs = [loss.detach(), dx]
        self.optimizer.step()
        return outputs

    def checks(self):
        results = self.compute()
        if self.op == "train":
            results = [*results, self.w.detach()]
        doubles = (r.double() for r in results)
        return [[d.sum().item(), (d * d).sum().item(), d.numel()] for d in doubles]

    def measure(self, milliseconds, most):
        times, start = [], time.perf_counter()
        while True:
            before = time.perf_counter()
            self.compute()
            now = time.perf_counter()
            times.append((now - before) * 1000)
            if len(times) >= most or (now - start) * 1000 >= milliseconds:
                return times


def answer(request, state):
    """What to say to a request."""
    if request["do"] == "prepare":
        state["task"] = None
        state["task"] = Task(request["task"])
        if request.get("unchecked"):
            return {}
        return {"checks": state["task"].checks()}
    if request["do"] == "measure":
        return {"times": state["task"].measure(request["milliseconds"], request["most"])}
    state["task"] = None
    return {}


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(json.dumps({"version": torch.__version__}), flush=True)
    state = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), state)
        except Exception as error:
            reply = {"cannot": str(error).splitlines()[0]}
        print(json.dumps(reply), flush=True)


main()
