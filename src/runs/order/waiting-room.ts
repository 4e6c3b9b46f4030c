/** A place among those who wait. */
export interface Seat {
  /** Waits no longer; leaving again does nothing. */
  leave(): void;
  /** Waits again, though there may be no room; who sits already stays. */
  takeAgain(): void;
}

export interface WaitingRoom {
  /** Resolves when there is room. */
  enter(): Promise<Seat>;
}

/**
 * A room for at most `room` who wait, and one user who lets others in. After `room` entries without a wait the event loop gets
 * a turn, so that a long row of things to pass over does not keep everything else waiting.
 */
export function waitingRoom(
  room: number,
  yieldTurn = () => new Promise<void>((resume) => setImmediate(resume)),
): WaitingRoom {
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
      let sits = true;
      return {
        leave() {
          if (!sits) return;
          sits = false;
          inside -= 1;
          wake?.();
          wake = null;
        },
        takeAgain() {
          if (sits) return;
          sits = true;
          inside += 1;
        },
      };
    },
  };
}
