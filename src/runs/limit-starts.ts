/** Lets a few through, and the next one when one of them has left. */
export interface StartLimit {
  /** Resolves when there is room, to what must be called to leave; calling it again does nothing. */
  enter(): Promise<() => void>;
}

/**
 * A limit of at most `room` at a time, and one user who enters. After `room` entries without a wait the event loop gets a
 * turn, so that a long row of things to pass over does not keep everything else waiting.
 */
export function limitStarts(
  room: number,
  yieldTurn = () => new Promise<void>((resume) => setImmediate(resume)),
): StartLimit {
  let inside = 0;
  let entered = 0;
  let wake: (() => void) | null = null;
  return {
    async enter() {
      while (inside >= room) {
        await new Promise<void>((resume) => {
          wake = resume;
        });
        entered = 0;
      }
      inside += 1;
      entered += 1;
      if (entered > room) {
        entered = 0;
        await yieldTurn();
      }
      let left = false;
      return () => {
        if (left) return;
        left = true;
        inside -= 1;
        wake?.();
        wake = null;
      };
    },
  };
}
