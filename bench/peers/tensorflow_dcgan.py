"""TensorFlow's DCGAN by its tutorial's settings: tensorflow_dcgan.py FOLDER EPOCHS OUT THREADS.

FOLDER has MNIST's IDX files. After each epoch OUT/EPOCH.npy has 1,000 samples with values from 0 to 1, as
`deno task dcgan --score --compare` takes them.
"""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

NOISE, BATCH, SIDE, HEADER, SAMPLES = 100, 256, 28, 16, 1000


def images_of(path):
    """From -1 to 1, as [n, 28, 28, 1]."""
    pixels = np.fromfile(path, dtype=np.uint8)[HEADER:].astype(np.float32)
    return (pixels.reshape(-1, SIDE, SIDE, 1) - 127.5) / 127.5


def make_generator():
    """The layers of examples/dcgan/model.ts."""
    wide = {"kernel_size": 5, "padding": "same", "use_bias": False}
    return keras.Sequential([
        layers.Input((NOISE,)),
        layers.Dense(7 * 7 * 256, use_bias=False),
        layers.BatchNormalization(),
        layers.LeakyReLU(),
        layers.Reshape((7, 7, 256)),
        layers.Conv2DTranspose(128, strides=1, **wide),
        layers.BatchNormalization(),
        layers.LeakyReLU(),
        layers.Conv2DTranspose(64, strides=2, **wide),
        layers.BatchNormalization(),
        layers.LeakyReLU(),
        layers.Conv2DTranspose(1, strides=2, activation="tanh", **wide),
    ])


def make_discriminator():
    return keras.Sequential([
        layers.Input((SIDE, SIDE, 1)),
        layers.Conv2D(64, 5, strides=2, padding="same"),
        layers.LeakyReLU(),
        layers.Dropout(0.3),
        layers.Conv2D(128, 5, strides=2, padding="same"),
        layers.LeakyReLU(),
        layers.Dropout(0.3),
        layers.Flatten(),
        layers.Dense(1),
    ])


def main():
    folder, epochs, out, threads = sys.argv[1:5]
    tf.config.threading.set_intra_op_parallelism_threads(int(threads))
    tf.config.threading.set_inter_op_parallelism_threads(int(threads))
    keras.utils.set_random_seed(0)
    images = images_of(f"{folder}/train-images-idx3-ubyte")
    batches = tf.data.Dataset.from_tensor_slices(images).shuffle(len(images)).batch(BATCH)
    generator, discriminator = make_generator(), make_discriminator()
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    parts = [(generator, keras.optimizers.Adam(1e-4)), (discriminator, keras.optimizers.Adam(1e-4))]

    @tf.function
    def step(real):
        noise = tf.random.normal([BATCH, NOISE])
        with tf.GradientTape(persistent=True) as tape:
            drawn = generator(noise, training=True)
            of_real, of_drawn = (discriminator(x, training=True) for x in (real, drawn))
            losses = [
                cross_entropy(tf.ones_like(of_drawn), of_drawn),
                cross_entropy(tf.ones_like(of_real), of_real)
                + cross_entropy(tf.zeros_like(of_drawn), of_drawn),
            ]
        gradients = [tape.gradient(loss, part.trainable_variables) for loss, (part, _) in zip(losses, parts)]
        for (part, optimizer), gradient in zip(parts, gradients):
            optimizer.apply_gradients(zip(gradient, part.trainable_variables))
        return losses

    os.makedirs(out, exist_ok=True)
    fresh = np.random.default_rng(1).standard_normal((SAMPLES, NOISE)).astype(np.float32)
    for epoch in range(1, int(epochs) + 1):
        start = time.perf_counter()
        losses = [[float(loss) for loss in step(real)] for real in batches]
        samples = generator.predict(fresh, batch_size=100, verbose=0)
        np.save(f"{out}/{epoch}.npy", (samples + 1) / 2)
        seconds = time.perf_counter() - start
        print(epoch, f"{seconds:.0f} s", "generator, discriminator", np.mean(losses, axis=0), flush=True)


main()
