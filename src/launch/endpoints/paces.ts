import { type Pace, type PaceState, stoppedFailure } from "../../chat/pace/pace.ts";

export interface EndpointState extends PaceState {
  readonly server: string;
}

/** A server is asked for more or fewer calls at once, goes, or comes back. */
export type EndpointEvent =
  | {
      readonly type: "server-concurrency";
      readonly server: string;
      /** Calls at once from now on. */
      readonly limit: number;
      /** 429 so far. */
      readonly refused: number;
    }
  | { readonly type: "server-down"; readonly server: string }
  | { readonly type: "server-up"; readonly server: string };

/** The paces of all endpoints, so that they can be shown and stopped together. */
export interface Paces {
  /** What every server is doing now, in the order in which they answered. */
  states(): readonly EndpointState[];
  /** Tells of every server how much at once it is asked, now and whenever that changes, and when it goes and comes back. */
  watch(listener: (change: EndpointEvent) => void): void;
  /** No further attempt starts anywhere; those under way go on. */
  stop(why: string): void;
  isStopped(): boolean;
  /** `before`: the pace that this one replaces. */
  add(server: string, pace: Pace, before: Pace | undefined): void;
}

export function startPaces(): Paces {
  const all: { readonly server: string; readonly pace: Pace }[] = [];
  const listeners: ((change: EndpointEvent) => void)[] = [];
  const tell = (change: EndpointEvent): void => {
    for (const listener of listeners) listener(change);
  };
  const limitOf = (server: string, { limit, refused }: PaceState) =>
    ({ type: "server-concurrency", server, limit, refused }) as const;
  let stopped: string | null = null;
  /** Those that were closed before everything was. */
  const troubled = new Set<Pace>();
  return {
    isStopped: () => stopped !== null,
    add(server, pace, before) {
      if (stopped !== null) pace.close(stoppedFailure(stopped));
      const at = all.findIndex((one) => one.pace === before);
      all.splice(at < 0 ? all.length : at, at < 0 ? 0 : 1, { server, pace });
      tell(limitOf(server, pace.state()));
      pace.onLimit(() => tell(limitOf(server, pace.state())));
      pace.onReach((isReachable) => tell({ type: isReachable ? "server-up" : "server-down", server }));
    },
    states: () =>
      all.map(({ server, pace }) => {
        const state = pace.state();
        // A run that is being stopped closes every server: nothing is wrong with them.
        return { server, ...state, closed: state.closed && (stopped === null || troubled.has(pace)) };
      }),
    watch(listener) {
      listeners.push(listener);
      for (const { server, pace } of all) listener(limitOf(server, pace.state()));
    },
    stop(why) {
      if (stopped === null) for (const { pace } of all) if (pace.state().closed) troubled.add(pace);
      stopped ??= why;
      for (const { pace } of all) pace.close(stoppedFailure(why));
    },
  };
}
