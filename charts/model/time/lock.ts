/** A claim on something that several jobs use: many may share it at one time, or one has it alone. */
export interface Lock {
  /** What it is a lock of, the same words for the same thing. */
  readonly of: string;
  /** Whether nobody else may have it at the same time. */
  readonly alone: boolean;
}

/** Others that share it may run at the same time. */
export function shares(of: string): Lock {
  return { of, alone: false };
}

/** Whoever comes meanwhile has to wait. */
export function alone(of: string): Lock {
  return { of, alone: true };
}
