/** What is counted, whoever computes it. */

/** A net in training on the graphics card. */
export interface Training {
  /** One step; nothing is read. */
  step(): void;
  /** Sees to it that all is submitted. */
  flush(): void;
  /** Gives the device back, so that the next one begins with nothing. */
  close?(): Promise<void>;
}
