"""What steps of the U-Net of steps/unet.ts take in PyTorch: torch_unet.py RECOMPUTE BATCH SIDE STEPS."""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

CHANNELS, CLASSES = [16, 32, 64], 3


def convolved(before, filters):
    return [
        nn.Conv2d(before, filters, 3, padding="same", bias=False),
        nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01),
        nn.ReLU(),
    ]


def block(before, filters):
    return nn.Sequential(*convolved(before, filters), *convolved(filters, filters))


class UNet(nn.Module):
    def __init__(self, recompute):
        super().__init__()
        self.recompute = recompute
        self.down = nn.ModuleList(map(block, [1, *CHANNELS], CHANNELS))
        below = CHANNELS[1:]
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, 2) for a, b in zip(CHANNELS, below))
        self.joined = nn.ModuleList(block(2 * a, a) for a in CHANNELS[:-1])
        self.logits = nn.Conv2d(CHANNELS[0], CLASSES, 1)

    def run(self, layers, x):
        return checkpoint(layers, x, use_reentrant=False) if self.recompute else layers(x)

    def forward(self, x):
        across = []
        for layers in self.down:
            if across:
                x = F.max_pool2d(x, 2)
            x = self.run(layers, x)
            across.append(x)
        for i in reversed(range(len(CHANNELS) - 1)):
            x = self.run(self.joined[i], torch.cat([self.up[i](x), across[i]], 1))
        return self.logits(x)


def main():
    recompute = sys.argv[1] == "true"
    batch, side, steps = map(int, sys.argv[2:])
    net = UNet(recompute)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, eps=1e-7, fused=True)
    x = torch.rand(batch, 1, side, side)
    y = torch.zeros(batch, side, side, dtype=torch.long)
    times = []
    for _ in range(steps + 1):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - start))

    kept = {}

    def keep(tensor):
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    known = {p.untyped_storage().data_ptr() for p in net.parameters()}
    known |= {t.untyped_storage().data_ptr() for t in (x, y)}
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        value = F.cross_entropy(net(x), y)
    residuals = sum(size for at, size in kept.items() if at not in known)
    print(json.dumps({"milliseconds": min(times[1:]), "residuals": residuals, "loss": value.item()}))


main()
