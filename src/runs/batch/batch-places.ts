/** How many batches may be at the server at once: any number until it says that its queue is full, from then on one. */
export interface BatchPlaces {
  /** Resolves when a batch may be sent, to what must be called when it has ended. */
  enter(): Promise<() => void>;
  narrow(): void;
  isNarrow(): boolean;
}

export function openBatchPlaces(): BatchPlaces {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let narrow = false;
  const isOpen = (): boolean => !narrow || inside === 0;
  const leave = (): void => {
    inside -= 1;
    if (isOpen()) waiting.shift()?.();
  };
  return {
    async enter() {
      while (!isOpen()) await new Promise<void>((resolve) => waiting.push(resolve));
      inside += 1;
      let left = false;
      return () => {
        if (!left) leave();
        left = true;
      };
    },
    narrow() {
      narrow = true;
    },
    isNarrow: () => narrow,
  };
}
