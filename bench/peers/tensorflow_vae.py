"""The decoder example's training in TensorFlow with Keras: tensorflow_vae.py FOLDER IMAGES BATCH THREADS."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

LATENT, SIDE, HEADER = 16, 28, 16


def images_of(path):
    """Black or white, as [n, 28, 28, 1]."""
    pixels = np.fromfile(path, dtype=np.uint8)[HEADER:]
    return (pixels > 127).astype(np.float32).reshape(-1, SIDE, SIDE, 1)


def make_parts():
    """The layers of examples/vae/parts.ts."""
    strided = {"kernel_size": 3, "strides": 2, "activation": "relu"}
    encoder = keras.Sequential([
        layers.Input((SIDE, SIDE, 1)),
        layers.Conv2D(32, **strided),
        layers.Conv2D(64, **strided),
        layers.Flatten(),
        layers.Dense(2 * LATENT),
    ])
    decoder = keras.Sequential([
        layers.Input((LATENT,)),
        layers.Dense(7 * 7 * 32, activation="relu"),
        layers.Reshape((7, 7, 32)),
        layers.Conv2DTranspose(64, padding="same", **strided),
        layers.Conv2DTranspose(32, padding="same", **strided),
        layers.Conv2DTranspose(1, 3, padding="same"),
    ])
    return encoder, decoder


def main():
    folder, (count, batch, threads) = sys.argv[1], map(int, sys.argv[2:5])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.set_random_seed(0)
    encoder, decoder = make_parts()
    variables = encoder.trainable_variables + decoder.trainable_variables
    optimizer = keras.optimizers.Adam(1e-3)
    optimizer.build(variables)

    batch_spec = [tf.TensorSpec([None, SIDE, SIDE, 1])]

    @tf.function(input_signature=batch_spec)
    def negative_elbo(images):
        mean, log_variance = tf.split(encoder(images), 2, axis=1)
        z = mean + tf.random.normal(tf.shape(mean)) * tf.exp(log_variance * 0.5)
        crossed = tf.nn.sigmoid_cross_entropy_with_logits(images, decoder(z))
        pixels = tf.reduce_mean(tf.reduce_sum(crossed, axis=[1, 2, 3]))
        spread = tf.square(mean) + tf.exp(log_variance) - log_variance - 1
        return pixels + 0.5 * tf.reduce_mean(tf.reduce_sum(spread, axis=1))

    @tf.function(input_signature=batch_spec)
    def step(images):
        with tf.GradientTape() as tape:
            loss = negative_elbo(images)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    # Tracing is no part of an epoch.
    step.get_concrete_function()
    images = images_of(f"{folder}/train-images-idx3-ubyte")[:count]
    batches = tf.data.Dataset.from_tensor_slices(images).shuffle(count).batch(batch)
    start = time.perf_counter()
    for part in batches.prefetch(2):
        step(part)
    seconds = time.perf_counter() - start
    test = images_of(f"{folder}/t10k-images-idx3-ubyte")
    losses = [float(negative_elbo(part)) for part in np.split(test, 40)]
    version = f"{tf.__version__}, Keras {keras.__version__}"
    print(json.dumps({"version": version, "seconds": seconds, "elbo": -np.mean(losses)}))


main()
