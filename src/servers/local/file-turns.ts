import pLimit, { type LimitFunction } from "p-limit";
import type { ReachedFile } from "./reach-file.ts";

/** A model that has this machine for a while: its server works between `enter` and `leave`. */
export interface Shift {
  /**
   * Waits until the machine is free, then loads the model if it is still wanted. Rejects with an InputError when it cannot
   * be loaded.
   */
  enter(isWanted: () => boolean): Promise<void>;
  leave(): Promise<void>;
}

/** One at a time. */
export function machineOf(): LimitFunction {
  return pLimit(1);
}

/**
 * A model run from its file that shares the machine with others: two at once would share its memory. It is loaded once to
 * see that it works and what it is, and again when its turn comes, so that a broken file is found before the night.
 */
export async function reachInTurn(
  reach: () => Promise<ReachedFile>,
  machine: LimitFunction,
): Promise<ReachedFile & { readonly shift: Shift }> {
  const seen = await machine(async () => {
    const reached = await reach();
    await reached.close();
    return reached;
  });
  let working: ReachedFile | null = null;
  let end = (): void => undefined;
  let ended: Promise<void> = Promise.resolve();
  const leave = async (): Promise<void> => {
    end();
    await ended;
  };
  return {
    ...seen,
    chat: async (request) => {
      if (working === null) throw new Error(`${seen.name} was asked outside its turn`);
      return await working.chat(request);
    },
    shift: {
      enter(isWanted) {
        return new Promise((resolve, reject) => {
          ended = machine(async () => {
            if (!isWanted()) return resolve();
            const reached = await reach();
            working = reached;
            const left = new Promise<void>((done) => {
              end = done;
            });
            resolve();
            await left;
            working = null;
            await reached.close();
          }).catch(reject);
        });
      },
      leave,
    },
    close: leave,
  };
}
