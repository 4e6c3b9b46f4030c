import type { LaunchEvent, LaunchEvents } from "../../launch/launch-events.ts";
import { openEvents, runEvents } from "./events.ts";
import type { Io } from "./io.ts";
import { noticeText } from "./launch-host.ts";
import { type Progress, showProgress } from "./progress.ts";
import { resumeCommand } from "./resume-command.ts";

/** A launch as a person at a terminal follows it. */
export interface WatchedLaunch extends LaunchEvents {
  close(): Promise<void>;
}

/** Messages and progress on stderr, and everything that happens as `--events` (a file, `-` for stdout) wants it. */
export function watchLaunch(events: string | undefined, io: Io): WatchedLaunch {
  const stream = openEvents(events, io);
  let progress: Progress | null = null;
  const say = (text: string): void => {
    if (text !== "") io.err(text);
  };
  return {
    send(event) {
      say(eventText(event, io));
      for (const one of runEvents(event)) stream.send(one);
      if (event.type === "begin")
        progress = showProgress(
          event.candidates.map(({ plan }) => plan),
          event,
          io,
        );
      if (event.type === "calls-over") progress?.end();
      if (event.type === "answer") progress?.spared(event.spared);
      if (event.type === "answer" || event.type === "judgment" || event.type === "match")
        progress?.kept(event.record, event.price);
    },
    close: () => stream.close(),
  };
}

/** What is said of an event; empty where it only moves the progress. */
function eventText(event: LaunchEvent, io: Io): string {
  switch (event.type) {
    case "notice":
      return noticeText(event);
    case "begin":
      return beginText(event);
    case "batch":
      return `${event.candidate}: ${batchText(event)}\n`;
    case "server-given-up":
      // The first refusal ends the command, which says it then.
      return event.isRefusal ? "" : `${event.server} was given up: ${event.message}\n`;
    case "budget-reached":
      return "The budget is used up: no further call was started. Calls that were under way are kept.\n";
    case "storage-failed":
      return `error: ${event.message}\n${event.hint}\nThis goes on from what is there:\n  ${resumeCommand(io)}\n`;
    case "answer":
    case "judgment":
    case "match":
    case "server-concurrency":
    case "server-down":
    case "server-up":
    case "calls-over":
    case "end":
      return "";
    default: {
      const never: never = event;
      throw new Error(`no such event ${String(never)}`);
    }
  }
}

function beginText({ title, questions, judge, candidates }: LaunchEvent & { readonly type: "begin" }): string {
  const rater = judge === null ? "" : `, judge ${judge.id} by ${judge.model}`;
  const lines = [`${title}: ${questions} questions${rater}`];
  for (const { id, plan, damaged, kind } of candidates) {
    const { answers, judgments } = plan;
    const settled = answers.settled + judgments.settled;
    const there = settled > 0 ? `, ${settled} already there` : "";
    const due =
      kind === "matches" ? `${judgments.due} matches` : `${answers.due} answers and ${judgments.due} judgments`;
    lines.push(`${id}: ${due} due${there}`);
    lines.push(...damaged.map((line) => `${line.path}:${line.line}: set aside: ${line.problem}`));
  }
  return `${lines.join("\n")}\n`;
}

function batchText({ batch, status, counts }: LaunchEvent & { readonly type: "batch" }): string {
  const done = counts === null || counts.total === 0 ? "" : `, ${counts.completed} of ${counts.total} done`;
  const failed = counts === null || counts.failed === 0 ? "" : `, ${counts.failed} failed`;
  return `batch ${batch} ${status.replaceAll("_", " ")}${done}${failed}`;
}
