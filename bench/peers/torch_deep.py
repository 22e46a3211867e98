"""Milliseconds of the processor that steps of the nets of steps/deep.ts take in PyTorch: torch_deep.py ROUNDS TURN."""

import json
import sys
import time

import torch
import torch.nn as nn

BATCH = 32


def deep():
    return [[nn.Linear(8, 8), nn.Tanh()] for _ in range(100)], [BATCH, 8]


def dense():
    return [[nn.Linear(64, 64), nn.ReLU()] for _ in range(20)], [BATCH, 64]


def conv():
    return [[nn.Conv2d(8, 8, 3, padding="same"), nn.ReLU()] for _ in range(20)], [BATCH, 8, 8, 8]


def times_of(layers, shape, rounds, turn):
    net = nn.Sequential(*[part for layer in layers for part in layer])
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, eps=1e-7, fused=True)
    x, y = torch.randn(shape), torch.randn(shape)
    times = []
    for _ in range(1 + rounds):
        began, count = time.process_time(), 0
        while time.process_time() - began < turn / 1000:
            optimizer.zero_grad()
            loss = ((net(x) - y) ** 2).mean()
            loss.backward()
            optimizer.step()
            loss.item()
            count += 1
        times.append(1000 * (time.process_time() - began) / count)
    return times[1:]


def main():
    rounds, turn = map(int, sys.argv[1:])
    torch.set_num_threads(1)
    print(json.dumps([times_of(*net(), rounds, turn) for net in (deep, dense, conv)]))


main()
