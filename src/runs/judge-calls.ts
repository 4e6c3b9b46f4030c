import type { DueCall } from "./due-call.ts";
import type { Endpoint } from "./endpoint.ts";
import { waitingAhead } from "./order/call-order.ts";
import type { Urgency } from "./order/waiting-calls.ts";
import { waitingRoom } from "./order/waiting-room.ts";
import { isUnasked, keep, type RunContext } from "./run-context.ts";
import { isGivenUp } from "./watched-chat.ts";

/** Calls of a judge about answers that are there. */
export interface JudgeCallsJob {
  readonly endpoint: Endpoint;
  /** Whose calls they are, where servers are shared. */
  readonly group: string;
  /** The model that is asked, and how it is called where calls fail. */
  readonly model: string;
  readonly who: string;
  /** What is due, in order; asked for one by one. */
  readonly calls: () => Iterable<DueCall>;
}

/** Makes a judge's call when its server has room, unless nobody need be asked any more. The oldest first, without `urgency`. */
export async function askJudge(
  call: DueCall,
  { endpoint, group, model, who, urgency }: Omit<JudgeCallsJob, "calls"> & { readonly urgency?: Urgency },
  context: RunContext,
): Promise<void> {
  const pointless = () => context.halted() || isGivenUp(context.givenUp, endpoint, { who, model });
  const make = async (): Promise<void> => {
    if (pointless()) return;
    await call.make(context.watched(endpoint, who), {
      signal: context.signal,
      isKept: (record) => !(pointless() && isUnasked(record)),
    });
    context.recorded(call.key);
  };
  await endpoint.limit(make, urgency === undefined ? { group } : { group, urgency });
}

/** Calls of a judge that wait for no answers, each planned as the ones before it go out. */
export async function holdCalls(job: JudgeCallsJob, context: RunContext): Promise<void> {
  const room = waitingRoom(waitingAhead);
  const held = new Set<Promise<void>>();
  for (const call of job.calls()) {
    const seat = await room.enter();
    if (context.halted()) break;
    keep(held, askJudge(call, job, context).finally(seat.leave), context);
  }
  await Promise.all(held);
}
