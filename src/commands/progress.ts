import type { AnswerRecord } from "../answers/answer.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { RunPlan } from "../runs/plan-run.ts";
import type { Io } from "./io.ts";

export interface Progress {
  answered(record: AnswerRecord): void;
  judged(record: JudgmentRecord): void;
  end(): void;
}

/** Milliseconds between two lines where nobody watches, and between two redraws where somebody does. */
const lineEveryMs = 30_000;
const redrawEveryMs = 200;

/** Counts on stderr: one line that is redrawn on a terminal, a line every half minute elsewhere. */
export function showProgress(plans: readonly RunPlan[], io: Io): Progress {
  const total = {
    answers: plans.reduce((sum, plan) => sum + plan.answers.due, 0),
    judgments: plans.reduce((sum, plan) => sum + plan.judgments.due, 0),
  };
  const done = { answers: 0, judgments: 0 };
  const failures = new Map<string, number>();
  const started = io.now();
  let shown = started;

  const line = (): string => {
    const seconds = (io.now() - started) / 1000;
    const parts = [`answers ${done.answers}/${total.answers}`, `judgments ${done.judgments}/${total.judgments}`];
    for (const [reason, count] of failures) parts.push(`${count} ${reason}`);
    parts.push(`${seconds.toFixed(0)} s`);
    return parts.join(" · ");
  };
  const show = (): void => {
    const now = io.now();
    if (now - shown < (io.isTerminal ? redrawEveryMs : lineEveryMs)) return;
    shown = now;
    io.err(io.isTerminal ? `\r\u001b[2K${line()}` : `${line()}\n`);
  };
  const count = (reason: string): void => {
    failures.set(reason, (failures.get(reason) ?? 0) + 1);
  };
  return {
    answered({ outcome }) {
      if (outcome.status === "failed") count(outcome.reason);
      if (outcome.status === "answered" || outcome.reason !== "skipped") done.answers += 1;
      show();
    },
    judged({ outcome }) {
      if (outcome.status === "unrated") count(outcome.reason);
      done.judgments += 1;
      show();
    },
    end() {
      if (total.answers + total.judgments === 0) return;
      io.err(io.isTerminal ? `\r\u001b[2K${line()}\n` : `${line()}\n`);
    },
  };
}
