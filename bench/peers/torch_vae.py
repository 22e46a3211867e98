"""The decoder example's training in PyTorch: torch_vae.py FOLDER IMAGES BATCH THREADS."""

import json
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

LATENT, SIDE, HEADER = 16, 28, 16


def images_of(path):
    """Black or white, as [n, 1, 28, 28]."""
    pixels = np.fromfile(path, dtype=np.uint8)[HEADER:]
    return torch.from_numpy((pixels > 127).astype(np.float32)).view(-1, 1, SIDE, SIDE)


class Vae(nn.Module):
    """The layers of examples/vae/vae.ts."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 32, 3, 2), nn.ReLU(), nn.Conv2d(32, 64, 3, 2), nn.ReLU(),
            nn.Flatten(), nn.Linear(6 * 6 * 64, 2 * LATENT),
        )
        up = {"stride": 2, "padding": 1, "output_padding": 1}
        self.decoder = nn.Sequential(
            nn.Linear(LATENT, 7 * 7 * 32), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
            nn.ConvTranspose2d(32, 64, 3, **up), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 3, **up), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 3, padding=1),
        )
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.xavier_uniform_(weight)
            else:
                nn.init.zeros_(weight)

    def negative_elbo(self, images):
        mean, log_variance = self.encoder(images).chunk(2, dim=1)
        z = mean + torch.randn_like(mean) * torch.exp(log_variance * 0.5)
        logits = self.decoder(z)
        count = len(images)
        pixels = F.binary_cross_entropy_with_logits(logits, images, reduction="sum") / count
        spread = mean.square() + log_variance.exp() - log_variance - 1
        return pixels + 0.5 * spread.sum() / count


def main():
    folder, (count, batch, threads) = sys.argv[1], map(int, sys.argv[2:5])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    images = images_of(f"{folder}/train-images-idx3-ubyte")[:count]
    vae = Vae()
    optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3, eps=1e-7, fused=True)
    start = time.perf_counter()
    for indices in torch.randperm(count).split(batch):
        optimizer.zero_grad()
        vae.negative_elbo(images[indices]).backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    test = images_of(f"{folder}/t10k-images-idx3-ubyte")
    with torch.no_grad():
        losses = [vae.negative_elbo(part).item() for part in test.split(250)]
    reply = {"version": torch.__version__, "seconds": seconds, "elbo": -np.mean(losses)}
    print(json.dumps(reply))


main()
