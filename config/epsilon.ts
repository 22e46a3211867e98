/** Keras's fuzz factor. */

/** What is added to a number that must not be 0: Keras's `keras.config.epsilon()`. */
export const EPSILON = 1e-7;
